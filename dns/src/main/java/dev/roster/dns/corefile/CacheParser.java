package dev.roster.dns.corefile;

import dev.roster.core.names.Name;
import dev.roster.dns.corefile.CacheConfig.Prefetch;
import dev.roster.dns.corefile.CacheConfig.Share;
import dev.roster.dns.corefile.CacheConfig.Stale;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;

/// Reads `cache`: what is said so far, each field with CoreDNS's default.
final class CacheParser {
  private static final long CAPACITY = 10_000;
  private static final long SUCCESS_TTL_SECONDS = 3600;
  private static final long DENIAL_TTL_SECONDS = 1800;
  private static final long TTL_FLOOR_SECONDS = 5;
  private static final long UINT32_MAX = 0xffff_ffffL;
  private static final Duration FIVE_MINUTES = Duration.ofMinutes(5);

  private static final List<String> PROPERTIES =
      List.of(
          "success",
          "denial",
          "prefetch",
          "serve_stale",
          "serve_stale_policy",
          "servfail",
          "disable",
          "keepttl");

  private final TokenCursor words;
  private Share success = share(SUCCESS_TTL_SECONDS);
  private Share denial = share(DENIAL_TTL_SECONDS);
  private Duration failureTtl = Duration.ofSeconds(TTL_FLOOR_SECONDS);
  private Prefetch prefetch = new Prefetch(0, Duration.ofMinutes(1), 10);
  private Optional<Stale> stale = Optional.empty();
  private boolean policy;
  private boolean keepTtl;

  private CacheParser(TokenCursor words) {
    this.words = words;
  }

  private static Share share(long ttlMaxSeconds) {
    return new Share(CAPACITY, ttlMaxSeconds, TTL_FLOOR_SECONDS, List.of());
  }

  static CacheConfig parse(TokenCursor words, BlockContext block) throws Refusal {
    CacheParser parser = new CacheParser(words);
    words.next();
    List<Name> zones = parser.head(block);
    while (words.nextInBlock()) parser.property();
    if (words.next()) throw words.refuse("cache stands twice in this server block");
    if (parser.policy && parser.stale.isEmpty()) {
      throw words.refuse("serve_stale_policy stands without serve_stale");
    }
    Optional<Stale> stale =
        parser.stale.map(said ->
            new Stale(
                said.upTo(),
                said.verify(),
                said.verifyTimeout(),
                said.ttlSeconds(),
                said.recheck(),
                parser.policy));
    return new CacheConfig(
        zones,
        parser.success,
        parser.denial,
        parser.failureTtl,
        parser.prefetch,
        stale,
        parser.keepTtl);
  }

  /// A number that comes first is the TTL of both kinds.
  private List<Name> head(BlockContext block) throws Refusal {
    List<Token> arguments = words.arguments();
    if (!arguments.isEmpty()) {
      OptionalLong ttl = GoValues.integer(arguments.getFirst().text());
      if (ttl.isPresent()) {
        long seconds = positiveTtl(arguments.getFirst());
        success = new Share(CAPACITY, seconds, TTL_FLOOR_SECONDS, List.of());
        denial = success;
        arguments = arguments.subList(1, arguments.size());
      }
    }
    return arguments.isEmpty() ? block.zones() : ZoneKeys.ofArguments(arguments, block.notes());
  }

  private void property() throws Refusal {
    switch (words.text()) {
      case "success" -> success = share(success);
      case "denial" -> denial = share(denial);
      case "prefetch" -> prefetch();
      case "serve_stale" -> stale = Optional.of(stale());
      case "serve_stale_policy" -> {
        if (policy) throw words.refuse("serve_stale_policy stands twice");
        policy = true;
        List<Token> values = arguments(1, 1, "prefer_positive");
        if (!lower(values.getFirst()).equals("prefer_positive")) {
          throw words.refuse("serve_stale_policy \"" + words.text() + "\" (prefer_positive)");
        }
      }
      case "servfail" -> {
        failureTtl = notNegative(arguments(1, 1, "a duration").getFirst());
        if (failureTtl.compareTo(FIVE_MINUTES) > 0) {
          // RFC 2308 section 7.1.
          throw words.refuse("servfail is \"" + words.text() + "\" (expected: at most 5m)");
        }
      }
      case "disable" -> disable();
      case "keepttl" -> {
        arguments(0, 0, "none");
        keepTtl = true;
      }
      default -> throw words.refuseProperty("cache", PROPERTIES);
    }
  }

  private Share share(Share before) throws Refusal {
    List<Token> values = arguments(1, Integer.MAX_VALUE, "CAPACITY [TTL [MINTTL]]");
    long capacity = integer(values.getFirst());
    long most = values.size() > 1 ? positiveTtl(values.get(1)) : before.ttlMaxSeconds();
    long least = before.ttlMinSeconds();
    if (values.size() > 2) {
      least = integer(values.get(2));
      if (least < 0) throw refuse(values.get(2), "0 or more");
    }
    return new Share(capacity, most, least, before.except());
  }

  private void prefetch() throws Refusal {
    List<Token> values = arguments(1, 3, "AMOUNT [DURATION [PERCENT%]]");
    long amount = integer(values.getFirst());
    if (amount < 0) throw refuse(values.getFirst(), "0 or more");
    Duration within = prefetch.within();
    if (values.size() > 1) within = duration(values.get(1));
    int percent = prefetch.percent();
    if (values.size() > 2) {
      String text = values.get(2).text();
      OptionalLong number =
          text.endsWith("%")
              ? GoValues.integer(text.substring(0, text.length() - 1))
              : OptionalLong.empty();
      if (number.isEmpty() || number.getAsLong() < 10 || number.getAsLong() > 90) {
        throw refuse(values.get(2), "10%..90%");
      }
      percent = (int) number.getAsLong();
    }
    prefetch = new Prefetch(amount, within, percent);
  }

  private Stale stale() throws Refusal {
    List<Token> values = arguments(0, 5, "[DURATION [immediate|verify ...]]");
    Duration upTo = values.isEmpty() ? Duration.ofHours(1) : notNegative(values.getFirst());
    boolean verify = false;
    if (values.size() > 1) {
      verify =
          switch (lower(values.get(1))) {
            case "immediate" -> false;
            case "verify" -> true;
            default -> throw refuse(values.get(1), "immediate, verify");
          };
    }
    int at = 2;
    Duration timeout = Duration.ZERO;
    if (verify && values.size() > at) timeout = notNegative(values.get(at++));
    long ttlSeconds = 0;
    if (values.size() > at) ttlSeconds = staleTtl(values.get(at++));
    Duration recheck = Duration.ZERO;
    if (values.size() > at) {
      recheck = notNegative(values.get(at));
      if (recheck.compareTo(FIVE_MINUTES) > 0) throw refuse(values.get(at), "at most 5m");
      at++;
    }
    if (values.size() > at) {
      throw words.refuseCount("serve_stale", "DURATION immediate TTL RECHECK", values);
    }
    return new Stale(upTo, verify, timeout, ttlSeconds, recheck, false);
  }

  private long staleTtl(Token word) throws Refusal {
    Duration ttl = notNegative(word);
    boolean whole = ttl.toNanosPart() == 0;
    if (!whole || ttl.toSeconds() > UINT32_MAX) throw refuse(word, "whole seconds");
    return Math.min(ttl.toSeconds(), Integer.MAX_VALUE);
  }

  private void disable() throws Refusal {
    List<Token> values = arguments(1, Integer.MAX_VALUE, "success or denial, zones");
    List<Name> zones = new ArrayList<>();
    for (Token zone : values.subList(1, values.size())) {
      zones.add(
          Name.parse(zone.text()).map(Name::folded).orElseThrow(() -> refuse(zone, "a zone")));
    }
    if (values.size() == 1) zones.add(Name.ROOT);
    switch (values.getFirst().text()) {
      case "success" -> success = except(success, zones);
      case "denial" -> denial = except(denial, zones);
      default -> throw refuse(values.getFirst(), "success, denial");
    }
  }

  private static Share except(Share share, List<Name> zones) {
    return new Share(share.capacity(), share.ttlMaxSeconds(), share.ttlMinSeconds(), zones);
  }

  private List<Token> arguments(int least, int most, String expected) throws Refusal {
    String property = words.text();
    List<Token> values = words.arguments();
    if (values.size() < least || values.size() > most) {
      throw words.refuseCount(property, expected, values);
    }
    return values;
  }

  private static String lower(Token word) {
    return word.text().toLowerCase(Locale.ROOT);
  }

  private static long positiveTtl(Token word) throws Refusal {
    long seconds = integer(word);
    if (seconds <= 0) throw refuse(word, "a TTL of 1 second or more");
    return Math.min(seconds, Integer.MAX_VALUE);
  }

  private static long integer(Token word) throws Refusal {
    OptionalLong number = GoValues.integer(word.text());
    return number.orElseThrow(() -> refuse(word, "a number"));
  }

  private static Duration duration(Token word) throws Refusal {
    return GoValues.duration(word.text()).orElseThrow(() -> refuse(word, "a duration"));
  }

  private static Duration notNegative(Token word) throws Refusal {
    Duration duration = duration(word);
    if (duration.isNegative()) throw refuse(word, "0s or more");
    return duration;
  }

  private static Refusal refuse(Token word, String expected) {
    return new Refusal(
        word.position(), "cache: \"" + word.text() + "\" (expected: " + expected + ")");
  }
}
