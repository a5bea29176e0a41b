package dev.roster.dns.rewrite;

import dev.roster.core.names.IpAddress;
import dev.roster.core.wire.Edns;
import dev.roster.dns.corefile.RewriteRule;
import dev.roster.dns.corefile.RewriteRule.Action;
import dev.roster.dns.corefile.RewriteRule.Content;
import dev.roster.dns.pipeline.Exchange;
import dev.roster.dns.pipeline.Packet;
import dev.roster.dns.pipeline.Question;
import dev.roster.dns.pipeline.Reply;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// The request's EDNS options while rules change them: what goes on to the next directives, and
/// what the reply's OPT record is made of (the same, but for what `revert` takes back).
final class Options {
  /// The payload size of an OPT record that the client did not send.
  private static final int UDP_SIZE = 4096;

  /// Options that CoreDNS sends back to whoever sent them.
  private static final Set<Integer> REPEATED =
      Set.of(Edns.NSID, Edns.EXPIRE, Edns.COOKIE, Edns.KEEPALIVE, Edns.PADDING);

  /// Options that have a form of their own, so that no rule for local ones finds them.
  private static final Set<Integer> OWN_FORM = Set.of(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 15);

  private final Exchange exchange;
  private final Packet packet;
  private final Edns sent;
  private final List<Edns.Option> options;
  private final List<Edns.Option> original;
  private final List<Runnable> reverts = new ArrayList<>();
  private final Set<Integer> repeated = new HashSet<>(REPEATED);
  private boolean used;

  Options(Exchange exchange) {
    this.exchange = exchange;
    this.packet = exchange.packet();
    Optional<Edns> edns = exchange.asked().edns();
    this.sent = edns.orElse(Edns.of(UDP_SIZE));
    this.options = new ArrayList<>(sent.options());
    this.original = new ArrayList<>();
  }

  /// Applies a rule; whether it acted.
  boolean acts(RewriteRule.Option rule, Question question) {
    int code = rule.content().code();
    if (rule.content() instanceof Content.Local || rule.content() instanceof Content.Variable) {
      repeated.add(code);
    }
    if (rule.action() == Action.UNSET) {
      used = true;
      return unset(code);
    }
    Optional<byte[]> data = data(rule.content(), question);
    if (data.isEmpty()) return false;
    used = true;
    boolean own =
        rule.content() instanceof Content.Nsid || rule.content() instanceof Content.Subnet;
    int at = own || !OWN_FORM.contains(code) ? find(options, code) : -1;
    Edns.Option option = new Edns.Option(code, data.get());
    if (at >= 0 && rule.action() != Action.APPEND) {
      Edns.Option old = options.set(at, option);
      if (rule.revert()) reverts.add(() -> replace(code, old));
      return true;
    }
    if (rule.action() == Action.REPLACE) return false;
    boolean once =
        rule.content() instanceof Content.Variable || rule.content() instanceof Content.Subnet;
    if (at >= 0 && once) return false;
    options.add(option);
    if (rule.revert()) reverts.add(() -> remove(code));
    return true;
  }

  private boolean unset(int code) {
    options.removeIf(option -> option.code() == code);
    return true;
  }

  private void replace(int code, Edns.Option old) {
    int at = find(original, code);
    if (at >= 0) original.set(at, old);
  }

  private void remove(int code) {
    int at = find(original, code);
    if (at >= 0) original.remove(at);
  }

  private static int find(List<Edns.Option> options, int code) {
    for (int i = 0; i < options.size(); i++) if (options.get(i).code() == code) return i;
    return -1;
  }

  /// The run with the options as they are now; the request has an OPT record where it had none.
  Exchange sent() {
    if (!used) return exchange;
    exchange.addOpt(UDP_SIZE);
    Edns edns = new Edns(sent.udpSize(), 0, sent.dnssecOk(), options);
    return exchange.with(exchange.asked().withEdns(Optional.of(edns)));
  }

  /// The reply with the options that go back; those that an upstream sent stay.
  Reply back(Reply reply) {
    if (!used || reply.options().isPresent()) return reply;
    original.addAll(options);
    for (Runnable revert : reverts.reversed()) revert.run();
    original.removeIf(option -> !repeated.contains(option.code()));
    return reply.withOptions(original);
  }

  /// What the option says; empty where nothing is known.
  private Optional<byte[]> data(Content content, Question question) {
    return switch (content) {
      case Content.Local(int _, byte[] bytes) -> Optional.of(bytes);
      case Content.Nsid() -> Optional.of(new byte[0]);
      case Content.Subnet(int bits4, int bits6) -> Optional.of(subnet(bits4, bits6));
      case Content.Variable(int _, String name) -> variable(name, question);
    };
  }

  /// Family, source and scope prefix length, and as many bytes of the address as the prefix needs
  /// (RFC 7871 section 6).
  private byte[] subnet(int bits4, int bits6) {
    boolean v4 = packet.isIpv4();
    int bits = v4 ? bits4 : bits6;
    byte[] data = new byte[4 + (bits + 7) / 8];
    data[1] = (byte) (v4 ? 1 : 2);
    data[2] = (byte) bits;
    for (int i = 4; i < data.length; i++) data[i] = (byte) packet.sourceByte(i - 4);
    if (bits % 8 != 0) data[data.length - 1] &= (byte) (0xff << (8 - bits % 8));
    return data;
  }

  private Optional<byte[]> variable(String name, Question question) {
    return switch (name) {
      case "qname" -> Optional.of(text(question.name().toString()));
      case "qtype" -> Optional.of(u16(question.type()));
      case "protocol" -> Optional.of(text(packet.transport().proto()));
      case "client_ip" -> {
        byte[] bytes = new byte[packet.isIpv4() ? 4 : 16];
        for (int i = 0; i < bytes.length; i++) bytes[i] = (byte) packet.sourceByte(i);
        yield Optional.of(bytes);
      }
      case "client_port" -> Optional.of(u16(packet.sourcePort()));
      case "server_ip" -> server();
      case "server_port" -> {
        String server = exchange.server();
        try {
          yield Optional.of(u16(Integer.parseInt(server.substring(server.lastIndexOf(':') + 1))));
        } catch (NumberFormatException _) {
          yield Optional.empty();
        }
      }
      default -> exchange.metadata(name).filter(value -> !value.isEmpty()).map(Options::text);
    };
  }

  /// The server's own address in the client's family.
  private Optional<byte[]> server() {
    return packet.block().localAddresses().stream()
        .filter(address -> address.isIpv4() == packet.isIpv4())
        .findFirst()
        .map(IpAddress::toBytes);
  }

  private static byte[] text(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] u16(int value) {
    return new byte[] {(byte) (value >> 8), (byte) value};
  }
}
