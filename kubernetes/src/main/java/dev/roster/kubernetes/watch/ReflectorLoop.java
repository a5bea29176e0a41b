package dev.roster.kubernetes.watch;

import dev.roster.core.catalog.Fact.SliceFact;
import dev.roster.core.catalog.ServiceKey;
import dev.roster.core.objects.Kind;
import dev.roster.engine.feed.ObjectEvent;
import dev.roster.engine.feed.ObjectSink;
import dev.roster.engine.objects.FactReader;
import dev.roster.kubernetes.decode.ApiObject;
import dev.roster.kubernetes.decode.ApiStatus;
import dev.roster.kubernetes.decode.BodyDecoder;
import dev.roster.kubernetes.decode.Encoding;
import dev.roster.kubernetes.decode.ListEnd;
import dev.roster.kubernetes.decode.MalformedBodyException;
import dev.roster.kubernetes.decode.WatchFrame;
import dev.roster.kubernetes.decode.WatchReader;
import dev.roster.kubernetes.http.ApiClient;
import dev.roster.kubernetes.http.Reply;
import dev.roster.kubernetes.http.ReplyBody;
import dev.roster.kubernetes.watch.Reflector.Phase;
import dev.roster.kubernetes.watch.Turn.Next;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// Does what a [Reflector] says: asks, reads, waits, and tells the catalog. One thread, which ends
/// when it is interrupted and [#close] is called.
final class ReflectorLoop implements AutoCloseable {
  /// Events that are told together, at most: within a list, whose objects nobody waits for one by
  /// one.
  static final int BATCH_EVENTS_MAX = 256;

  /// Events of the first list of a kind that are told together, at most: nobody is told of it
  /// before its end.
  static final int FIRST_BATCH_EVENTS_MAX = 1_024;

  /// How long an object of a list waits for others that come slowly.
  static final Duration BATCH_AGE_MAX = Duration.ofMillis(20);

  /// How long an object of the first list of a kind waits for others that come slowly.
  static final Duration FIRST_BATCH_AGE_MAX = Duration.ofMillis(500);

  /// How long the body of a list may be silent.
  static final Duration LIST_SILENCE_MAX = Duration.ofSeconds(10);

  /// How long a watch may be silent: bookmarks come once a minute.
  static final Duration WATCH_SILENCE_MAX = Duration.ofSeconds(150);

  /// Lines about objects that say something impossible; further ones are only counted.
  static final int BROKEN_LINES_MAX = 100;

  private static final System.Logger LOG = System.getLogger(ReflectorLoop.class.getName());

  private final String origin;
  private final WatchedKind watched;
  private final Reflector reflector;
  private final ApiClient client;
  private final ObjectSink sink;
  private final WatchCounts counts;
  private final LongSupplier nanoTime;
  private final Semaphore never = new Semaphore(0);
  private final Map<Encoding, BodyDecoder> decoders = new EnumMap<>(Encoding.class);
  private final List<ObjectEvent> batch = new ArrayList<>();

  private final List<Heralded> heralded = new ArrayList<>(1);

  private long batchNanos; // since when the first of the batch waits
  private boolean lost; // whether that was logged
  private int brokenLines;
  private volatile @Nullable Reading reading; // written by the loop's thread
  private volatile boolean closed;

  /// A body and what reads it.
  ///
  /// @param frames of a stream or watch
  private record Reading(
      Request request, HeardBody body, BodyDecoder decoder, Optional<WatchReader> frames) {}

  /// A slice that a watch told of and that is not told to the catalog yet.
  private record Heralded(ServiceKey service, long heardNanos, Optional<Instant> triggered) {}

  ReflectorLoop(
      String origin,
      WatchedKind watched,
      Reflector reflector,
      ApiClient client,
      ObjectSink sink,
      WatchCounts counts,
      LongSupplier nanoTime) {
    this.origin = origin;
    this.watched = watched;
    this.reflector = reflector;
    this.client = client;
    this.sink = sink;
    this.counts = counts;
    this.nanoTime = nanoTime;
  }

  /// Leaves the reading of a page: the reflector wants something else.
  private static final class PageLeft extends RuntimeException {
    private static final long serialVersionUID = 1;
    private final transient Next next;

    PageLeft(Next next) {
      super("a page is left", null, false, false);
      this.next = next;
    }
  }

  /// Runs until interrupted: no failure ends it.
  void run() throws InterruptedException {
    Next next = took(reflector.start());
    while (true) {
      if (closed || Thread.interrupted()) throw new InterruptedException();
      try {
        next = act(next);
      } catch (RuntimeException bug) {
        if (closed) throw new InterruptedException();
        LOG.log(System.Logger.Level.ERROR, "following " + kind() + " failed", bug);
        counts.fault(kind(), Fault.BUG);
        batch.clear();
        heralded.clear();
        next = step(new Heard.NotApplied("a bug: " + bug));
      }
    }
  }

  /// Lets go of what is read. The loop's thread is to be interrupted before.
  @Override
  public void close() {
    closed = true;
    letGo();
  }

  private Kind kind() {
    return watched.kind();
  }

  private void letGo() {
    Reading open = reading;
    if (open != null) open.body.close();
    reading = null;
  }

  private Next act(Next next) throws InterruptedException {
    return switch (next) {
      case Next.Read() -> {
        Reading open = reading;
        if (open == null) yield step(new Heard.Cut("it was closed"));
        yield open.frames.isPresent() ? step(frame(open, open.frames.get())) : page(open);
      }
      case Next.Ask(Request request) -> {
        letGo();
        yield step(ask(request));
      }
      case Next.Wait(long nanos) -> {
        letGo();
        if (never.tryAcquire(nanos, TimeUnit.NANOSECONDS)) throw new IllegalStateException();
        yield step(new Heard.Waited());
      }
      case Next.Probe() -> step(probe());
    };
  }

  private Next step(Heard heard) {
    return took(reflector.step(heard, nanoTime.getAsLong()));
  }

  /// Tells the catalog what a turn says, once there is enough of it.
  private Next took(Turn turn) {
    if (!turn.events().isEmpty()) {
      if (batch.isEmpty()) batchNanos = nanoTime.getAsLong();
      batch.addAll(turn.events());
      log(turn.events());
    }
    boolean listing = turn.next() instanceof Next.Read && reflector.phase() != Phase.WATCHING;
    boolean first = reflector.isFirst();
    int most = first ? FIRST_BATCH_EVENTS_MAX : BATCH_EVENTS_MAX;
    Duration age = first ? FIRST_BATCH_AGE_MAX : BATCH_AGE_MAX;
    boolean early = listing && batch.size() < most && !isOlder(age);
    if (batch.isEmpty() || early || tell()) return turn.next();
    letGo();
    Heard refused = new Heard.NotApplied("the catalog did not take what it was told");
    Turn again = reflector.step(refused, nanoTime.getAsLong());
    batch.addAll(again.events());
    if (!tell()) batch.clear();
    return again.next();
  }

  /// Says once that the server can't be heard, and once that it can again.
  private void log(List<ObjectEvent> events) {
    for (ObjectEvent event : events) {
      if (event instanceof ObjectEvent.Lost(var _, var _, String why) && !lost) {
        lost = true;
        LOG.log(System.Logger.Level.WARNING, "{0} can''t be followed: {1}", kind(), why);
      } else if (event instanceof ObjectEvent.Reached && lost) {
        lost = false;
        LOG.log(System.Logger.Level.INFO, "{0} are followed again", kind());
      }
    }
  }

  private void logBroken(ApiObject object) {
    boolean broken = object.reading() instanceof FactReader.Reading.Broken;
    if (!broken || brokenLines == BROKEN_LINES_MAX) return;
    brokenLines++;
    LOG.log(System.Logger.Level.WARNING, "{0}: {1}", object.key(), object.reading());
  }

  private boolean isOlder(Duration age) {
    return nanoTime.getAsLong() - batchNanos > age.toNanos();
  }

  /// Returns once the catalog has taken it all, so that it is known whether it has, and who is
  /// faster waits.
  private boolean tell() {
    List<ObjectEvent> all = List.copyOf(batch);
    batch.clear();
    try {
      boolean told =
          sink.acceptParts(each -> {
            each.accept(all);
            return true;
          });
      if (told && !heralded.isEmpty()) answerable();
      return told;
    } catch (OutOfMemoryError full) {
      return false;
    } finally {
      heralded.clear();
    }
  }

  private void answerable() {
    long now = nanoTime.getAsLong();
    for (Heralded each : heralded) {
      counts.answerable(each.service, now - each.heardNanos, each.triggered);
    }
  }

  private void herald(ApiObject object, HeardBody body) {
    if (object.reading() instanceof FactReader.Reading.Read(SliceFact slice)) {
      heralded.add(new Heralded(HeldSlice.serviceOf(slice), body.heardNanos(), object.triggered()));
    }
  }

  private Heard ask(Request request) {
    String verb = request.isWatch() ? "WATCH" : "LIST";
    Duration silence = request.isWatch() ? Duration.ZERO : LIST_SILENCE_MAX;
    return switch (client.get(request.path(watched), silence)) {
      case Reply.Refused(ApiStatus status) -> {
        counts.request(verb, status.code());
        yield new Heard.Refused(status);
      }
      case Reply.Unreachable(String why) -> {
        counts.request(verb, 0);
        yield new Heard.Unreachable(why);
      }
      case Reply.Opened(String contentType, ReplyBody body) -> {
        counts.request(verb, 200);
        yield opened(request, contentType, body);
      }
    };
  }

  private Heard opened(Request request, String contentType, ReplyBody body) {
    Optional<Encoding> encoding = Encoding.of(contentType);
    if (encoding.isEmpty()) {
      body.close();
      return new Heard.Garbage("a body of type '" + contentType + "'");
    }
    Duration silence = request instanceof Request.Watch ? WATCH_SILENCE_MAX : LIST_SILENCE_MAX;
    HeardBody heard = new HeardBody(body, "watch-" + kind(), silence.toNanos(), nanoTime);
    BodyDecoder decoder =
        decoders.computeIfAbsent(encoding.get(), of -> BodyDecoder.of(of, origin, kind()));
    Optional<WatchReader> frames =
        request.isWatch() ? Optional.of(decoder.watch(heard)) : Optional.empty();
    reading = new Reading(request, heard, decoder, frames);
    if (closed) heard.close(); // who closed this loop did not see it yet
    return new Heard.Opened();
  }

  private Heard frame(Reading open, WatchReader frames) {
    boolean listed = reflector.phase() == Phase.WATCHING;
    if (listed && open.request instanceof Request.Stream) {
      open.body.allow(WATCH_SILENCE_MAX.toNanos());
    }
    try {
      Optional<WatchFrame> frame = frames.next();
      if (frame.isPresent() && frame.get() instanceof WatchFrame.Put(ApiObject object, boolean _)) {
        logBroken(object);
        if (listed) herald(object, open.body);
      }
      return frame.isPresent() ? new Heard.Frame(frame.get()) : new Heard.Ended();
    } catch (IOException failed) {
      return brokenOff(open, failed);
    }
  }

  private Next page(Reading open) {
    try {
      ListEnd end = open.decoder.list(open.body, this::item);
      return step(new Heard.PageEnd(end));
    } catch (PageLeft left) {
      return left.next;
    } catch (IOException failed) {
      return step(brokenOff(open, failed));
    }
  }

  private void item(ApiObject object) {
    logBroken(object);
    Next next = step(new Heard.Item(object));
    if (!(next instanceof Next.Read)) throw new PageLeft(next);
  }

  private static Heard brokenOff(Reading open, IOException failed) {
    if (open.body.wasSilent()) return new Heard.Silent();
    boolean malformed = failed instanceof MalformedBodyException && !open.body.isEnded();
    String why = failed.toString();
    return malformed ? new Heard.Garbage(why) : new Heard.Cut(why);
  }

  private Heard probe() {
    return switch (client.get("/readyz", LIST_SILENCE_MAX)) {
      case Reply.Opened(var _, ReplyBody body) -> {
        body.close();
        counts.request("GET", 200);
        yield new Heard.Probed(true);
      }
      case Reply.Refused(ApiStatus status) -> {
        counts.request("GET", status.code());
        // It may forbid to ask, or not know the path: it is there.
        yield new Heard.Probed(status.code() < 500 && status.code() != 429);
      }
      case Reply.Unreachable(String why) -> {
        counts.request("GET", 0);
        yield new Heard.Unreachable(why);
      }
    };
  }
}
