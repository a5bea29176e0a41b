package dev.roster.dns.loadbalance;

import dev.roster.core.names.IpAddress;
import dev.roster.core.wire.Rcode;
import dev.roster.core.wire.RecordData;
import dev.roster.core.wire.RecordType;
import dev.roster.core.wire.ResourceRecord;
import dev.roster.dns.corefile.LoadbalanceConfig.Policy;
import dev.roster.dns.host.Lines;
import dev.roster.dns.host.Owned;
import dev.roster.dns.host.Reasons;
import dev.roster.dns.host.Scheduler;
import dev.roster.dns.pipeline.Chain;
import dev.roster.dns.pipeline.Exchange;
import dev.roster.dns.pipeline.Passing;
import dev.roster.dns.pipeline.Reply;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.random.RandomGenerator;

/// `loadbalance weighted`: one address comes first, each as often as a file says; the others stay
/// as they are. The file is looked at again and again; one that can't be read, or is wrong, changes
/// nothing. An answer with several addresses is made anew for each question.
public final class WeightedDirective implements Passing, Owned {
  /// Bytes of a file of weights, at most; a longer one is not read.
  static final int FILE_BYTES_MAX = 16 << 20;

  /// Between two looks at the file, at least.
  static final Duration RELOAD_MIN = Duration.ofSeconds(1);

  private final Path file;
  private final Duration reload;
  private final RandomGenerator random;
  private final Scheduler scheduler;
  private final Lines lines;

  private volatile Weights weights = Weights.NONE; // written by one task at a time
  private String read = ""; // of the scheduler's tasks, once started
  private String told = ""; // of the scheduler's tasks, once started
  private Scheduler.Task next = () -> {}; // guarded by this
  private boolean closed; // guarded by this

  /// The directive that a Corefile describes.
  ///
  /// @param file where the configuration's path leads
  /// @param random not to be guessed; for many threads
  /// @throws IOException if the file is wrong, or missing and never looked at again
  public WeightedDirective(
      Policy.Weighted config, Path file, RandomGenerator random, Scheduler scheduler, Lines lines)
      throws IOException {
    this.file = file;
    this.reload = config.reload();
    this.random = random;
    this.scheduler = scheduler;
    this.lines = lines;
    boolean missing = !Files.exists(file);
    if (missing && !reload.isZero()) {
      tell("cannot open the weight file " + file + ": it is tried again");
    } else {
      read();
    }
  }

  @Override
  public String name() {
    return "loadbalance";
  }

  @Override
  public Reply answer(Exchange exchange, Chain next) {
    Reply reply = next.answer(exchange);
    if (reply.rcode() != Rcode.NOERROR || !isWeighed(exchange.type())) return reply;
    if (!Sections.moves(reply.answers()) && !Sections.moves(reply.additionals())) return reply;
    exchange.leave();
    return reply
        .withAnswers(weighed(reply.answers()))
        .withAdditionals(weighed(reply.additionals()));
  }

  private static boolean isWeighed(int type) {
    return type == RecordType.A || type == RecordType.AAAA || type == RecordType.SRV;
  }

  private List<ResourceRecord> weighed(List<ResourceRecord> records) {
    Sections sections = Sections.of(records);
    if (sections.addresses().isEmpty()) return records;
    Collections.swap(sections.addresses(), 0, first(sections.addresses()));
    return Sections.joined(
        sections.aliases(), sections.others(), sections.addresses(), sections.exchanges());
  }

  private int first(List<ResourceRecord> addresses) {
    Weights now = weights;
    int[] weight = new int[addresses.size()];
    int sum = 0;
    for (int i = 0; i < weight.length; i++) {
      ResourceRecord record = addresses.get(i);
      weight[i] =
          record.data() instanceof RecordData.Address(IpAddress address)
              ? now.of(record.owner(), address)
              : 1;
      sum += weight[i];
    }
    int drawn = random.nextInt(sum);
    int chosen = 0;
    while (drawn >= weight[chosen]) drawn -= weight[chosen++];
    return chosen;
  }

  private void read() throws IOException {
    String text;
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(FILE_BYTES_MAX + 1);
      if (bytes.length > FILE_BYTES_MAX) {
        throw new IOException(file + " has more than " + FILE_BYTES_MAX + " bytes");
      }
      text = new String(bytes, StandardCharsets.UTF_8);
    }
    if (text.equals(read)) return;
    read = text;
    weights =
        switch (Weights.parse(text)) {
          case Weights.Parsed.Refused(String why) -> throw new IOException(file + ": " + why);
          case Weights.Parsed.Read(Weights parsed) -> parsed;
        };
    lines.line(
        System.Logger.Level.INFO, "plugin/loadbalance: Successfully reloaded weight file " + file);
    told = "";
  }

  private void tell(String what) {
    // Once: it may come and go.
    if (!told.equals(what)) lines.line(System.Logger.Level.WARNING, "plugin/loadbalance: " + what);
    told = what;
  }

  @Override
  public void start() {
    again();
  }

  private synchronized void again() {
    if (closed || reload.isZero()) return;
    Duration wait = reload.compareTo(RELOAD_MIN) < 0 ? RELOAD_MIN : reload;
    next = scheduler.schedule(wait, this::look);
  }

  private void look() {
    try {
      read();
    } catch (IOException failed) {
      tell("the weights stay as they are: " + Reasons.of(failed));
    } finally {
      again();
    }
  }

  @Override
  public synchronized void close() {
    closed = true;
    next.cancel();
  }
}
