package dev.roster.kubernetes.watch;

import dev.roster.core.objects.Kind;
import dev.roster.kubernetes.decode.ApiObject;
import dev.roster.kubernetes.decode.ApiStatus;
import dev.roster.kubernetes.decode.ListEnd;
import dev.roster.kubernetes.decode.WatchFrame;
import dev.roster.kubernetes.watch.Turn.Next;

/// Follows one kind of one API server: a state machine without I/O, thread or clock. It is told
/// what was heard and says what to tell the catalog and what to do next.
///
/// Objects are told as they come; what a list did not name is swept at its end only, so a list that
/// breaks off takes nothing away. Beside the catalog it holds [HeldVersions], no object.
final class Reflector {
  /// How often pages may expire before the list is asked for without pages.
  static final int EXPIRED_PAGES_MAX = 2;

  /// Failures in a row behind which a stream is given up for pages, a watch for a list.
  static final int STREAM_FAILURES_MAX = 3;

  private static final Next READ = new Next.Read();

  private final WatchedKind watched;
  private final Kind kind;
  private final Telling telling;
  private final Streaming streaming;
  private final Pace pace;
  private final WatchCounts counts;
  private final int pageObjects;

  private Phase phase = Phase.PAGING;
  private String continued = "";
  private int expiredPages;
  private int failures; // in a row
  private boolean away; // whether the server could not be reached since the watch was open
  private boolean returned; // whether it can again, and nothing has gone wrong since
  private boolean probing; // whether the wait ends with a probe
  private boolean open;
  private long openedNanos;
  private long eventsHeard; // by the stream that is open
  private long compareNanos;

  /// What is asked for now.
  enum Phase {
    /// All objects, as a stream.
    STREAMING,
    /// All objects, in pages.
    PAGING,
    /// All objects as of the position, to compare.
    COMPARING,
    /// One object, to see whether the server was set back behind the position.
    PEEKING,
    /// What changes.
    WATCHING
  }

  /// @param pageObjects objects of one page, at most
  Reflector(
      WatchedKind watched,
      Telling telling,
      Streaming streaming,
      Pace pace,
      WatchCounts counts,
      int pageObjects) {
    this.watched = watched;
    this.kind = watched.kind();
    this.telling = telling;
    this.streaming = streaming;
    this.pace = pace;
    this.counts = counts;
    this.pageObjects = pageObjects;
  }

  /// The first turn.
  Turn start() {
    beginList(Relist.START);
    return new Turn(telling.taken(), ask());
  }

  Phase phase() {
    return phase;
  }

  /// Whether no list has come to its end yet.
  boolean isFirst() {
    return !telling.isSynced();
  }

  /// Takes what was heard.
  ///
  /// @param now the injected nano time
  Turn step(Heard heard, long now) {
    Next next =
        switch (heard) {
          case Heard.Opened() -> opened(now);
          case Heard.Refused(ApiStatus status) -> refused(status, now);
          case Heard.Unreachable(String why) -> cut(Fault.UNREACHABLE, why, now);
          case Heard.Item(ApiObject object) -> item(object, now);
          case Heard.PageEnd(ListEnd end) -> pageEnd(end, now);
          case Heard.Frame(WatchFrame frame) -> frame(frame, now);
          case Heard.Ended() -> ended(now);
          case Heard.Cut(String why) -> cut(Fault.CUT, why, now);
          case Heard.Silent() -> silent(now);
          case Heard.Garbage(String why) -> garbage(Relist.GARBAGE, Fault.GARBAGE, why, now);
          case Heard.Waited() -> probing ? new Next.Probe() : ask();
          case Heard.Probed(boolean ready) -> ready ? ask() : notReady();
          case Heard.NotApplied(String why) -> notApplied(why, now);
        };
    return new Turn(telling.taken(), next);
  }

  private void beginList(Relist why) {
    counts.relist(kind, why);
    list(streaming.isUsed() ? Phase.STREAMING : Phase.PAGING);
  }

  private void list(Phase as) {
    phase = as;
    continued = "";
    telling.listing(as == Phase.COMPARING);
  }

  private Next ask() {
    if (phase == Phase.WATCHING && away && failures > 1) phase = Phase.PEEKING;
    int limit = expiredPages >= EXPIRED_PAGES_MAX ? 0 : pageObjects;
    String position = telling.position();
    return new Next.Ask(
        switch (phase) {
          case STREAMING -> new Request.Stream(pace.watchSeconds());
          case PAGING -> new Request.Page(continued, limit);
          case COMPARING -> new Request.PageAt(position, continued, pageObjects);
          case PEEKING -> new Request.Page("", 1);
          case WATCHING -> new Request.Watch(position, pace.watchSeconds());
        });
  }

  private Next opened(long now) {
    open = true;
    openedNanos = now;
    eventsHeard = 0;
    counts.heard(kind, now);
    returned |= away;
    if (phase == Phase.WATCHING) {
      away = false;
      telling.heard();
    }
    return READ;
  }

  private Next item(ApiObject object, long now) {
    if (phase == Phase.PEEKING) return READ;
    counts.event(kind, "ITEM");
    counts.heard(kind, now);
    telling.item(object);
    if (telling.size() <= HeldVersions.OBJECTS_MAX) return READ;
    String why = "more than " + HeldVersions.OBJECTS_MAX + " objects";
    return failed(Fault.TOO_MANY, why, false, now);
  }

  private Next pageEnd(ListEnd end, long now) {
    open = false;
    counts.heard(kind, now);
    if (phase == Phase.PEEKING) {
      away = false;
      if (telling.isBehind(end.resourceVersion())) {
        counts.fault(kind, Fault.FELL);
        beginList(Relist.FELL);
      } else {
        phase = Phase.WATCHING;
      }
      return ask();
    }
    continued = end.continued();
    boolean compared = phase == Phase.COMPARING; // the watch goes on where it was
    String at = compared ? telling.position() : end.resourceVersion();
    if (continued.isEmpty()) listed(at, now);
    return ask();
  }

  /// All there is was told: from here it is watched.
  private void listed(String at, long now) {
    telling.listed(at);
    expiredPages = 0;
    away = false;
    compareNanos = now + pace.jittered(Pace.COMPARE_NANOS);
    phase = Phase.WATCHING;
  }

  private Next frame(WatchFrame frame, long now) {
    counts.heard(kind, now);
    eventsHeard++;
    return switch (frame) {
      case WatchFrame.Put(ApiObject object, boolean _) -> {
        if (phase != Phase.WATCHING) yield item(object, now);
        counts.event(kind, "PUT");
        String at = object.resourceVersion();
        if (telling.isBehind(at)) yield outOfOrder(object.key().toString(), at, now);
        telling.put(object);
        yield READ;
      }
      case WatchFrame.Deleted(ApiObject object) -> {
        counts.event(kind, "DELETE");
        String at = object.resourceVersion();
        if (phase != Phase.WATCHING) {
          telling.unlisted(object.key());
        } else if (telling.isBehind(at)) {
          yield outOfOrder(object.key().toString(), at, now);
        } else {
          telling.deleted(object);
        }
        yield READ;
      }
      case WatchFrame.Bookmark(String at, boolean initialEnd) -> {
        counts.event(kind, "BOOKMARK");
        if (phase != Phase.WATCHING) {
          if (!initialEnd) yield ignored();
          listed(at, now);
        } else if (telling.isBehind(at)) {
          yield outOfOrder("a bookmark", at, now);
        } else {
          telling.reached(at);
        }
        yield READ;
      }
      case WatchFrame.Failed(ApiStatus status) -> {
        counts.event(kind, "ERROR");
        yield refused(status, now);
      }
      case WatchFrame.Other _ -> {
        counts.event(kind, "OTHER");
        yield READ;
      }
    };
  }

  /// A server that is too old for streaming lists takes one for a usual watch, and its first
  /// bookmark says nothing of an end.
  private Next ignored() {
    streaming.refuse();
    list(Phase.PAGING);
    return ask();
  }

  private Next outOfOrder(String what, String at, long now) {
    String why = what + " of version " + at + " came behind " + telling.position();
    return garbage(Relist.OUT_OF_ORDER, Fault.OUT_OF_ORDER, why, now);
  }

  private Next ended(long now) {
    if (phase != Phase.WATCHING) {
      return failed(Fault.CUT, "the stream ended before its list", true, now);
    }
    if (eventsHeard == 0 && now - openedNanos < Pace.STEADY_NANOS) {
      return failed(Fault.CUT, "the watch ended as soon as it was open", true, now);
    }
    open = false;
    failures = 0;
    if (now - compareNanos >= 0) {
      streaming.forget();
      list(Phase.COMPARING);
    }
    return ask();
  }

  private Next cut(Fault fault, String why, long now) {
    away = true;
    return failed(fault, why, true, now);
  }

  private Next silent(long now) {
    if (phase == Phase.STREAMING) streaming.refuse(); // an old server ignores what it doesn't know
    return failed(Fault.SILENT, "it is silent", true, now);
  }

  private Next refused(ApiStatus status, long now) {
    int code = status.code();
    if (code == 410 || status.reason().equals("Expired")) return expired(status, now);
    if (code == 429 || status.retryAfterSeconds().isPresent()) return throttled(status, now);
    if (code == 404 && watched.optional() && (telling.size() == 0 || failures > 1)) {
      return absent(now);
    }
    boolean passing = code == 401 || code == 403 || code == 503 || code == 504;
    if (!passing && (phase == Phase.STREAMING || phase == Phase.COMPARING)) {
      counts.fault(kind, Fault.REFUSED);
      if (phase == Phase.STREAMING) {
        streaming.refuse();
        list(Phase.PAGING);
      } else {
        beginList(Relist.COMPARE);
      }
      return ask();
    }
    return failed(Fault.REFUSED, status.toString(), code >= 500, now);
  }

  private Next expired(ApiStatus status, long now) {
    if (phase == Phase.PAGING) expiredPages++;
    Relist why =
        switch (phase) {
          case WATCHING, PEEKING -> Relist.EXPIRED;
          case COMPARING -> Relist.COMPARE;
          case STREAMING, PAGING -> Relist.BROKEN_OFF;
        };
    return garbage(why, Fault.EXPIRED, status.toString(), now);
  }

  private Next throttled(ApiStatus status, long now) {
    counts.fault(kind, Fault.THROTTLED);
    settle(now);
    failures++;
    telling.lost(status.toString());
    if (phase == Phase.STREAMING) list(Phase.STREAMING);
    probing = false;
    return new Next.Wait(
        status.retryAfterSeconds().isPresent()
            ? pace.after(status.retryAfterSeconds().getAsInt())
            : pace.wait(failures + 1, Pace.WAIT_NANOS_MAX));
  }

  /// The API does not have the kind, for now: there are no objects of it.
  private Next absent(long now) {
    settle(now);
    failures = 0;
    list(Phase.PAGING);
    listed("", now);
    list(streaming.isUsed() ? Phase.STREAMING : Phase.PAGING);
    probing = false;
    return new Next.Wait(pace.jittered(Pace.ABSENT_NANOS));
  }

  /// What the stream said can't be relied on: all is listed again.
  private Next garbage(Relist why, Fault fault, String reason, long now) {
    counts.fault(kind, fault);
    settle(now);
    failures++;
    beginList(why);
    boolean atOnce = failures == 1 || returned; // a server that was restarted has no history
    returned = false;
    return atOnce ? ask() : waiting(reason, Pace.WAIT_NANOS_MAX, false);
  }

  private Next notApplied(String why, long now) {
    counts.fault(kind, Fault.NOT_APPLIED);
    settle(now);
    failures = Math.max(failures, 1) + 1; // at once would meet the same
    beginList(Relist.NOT_APPLIED);
    return waiting(why, Pace.REFUSED_WAIT_NANOS_MAX, false);
  }

  private Next notReady() {
    counts.fault(kind, Fault.UNREACHABLE);
    failures++;
    return waiting("it does not say that it is ready", Pace.WAIT_NANOS_MAX, true);
  }

  /// The first try is made again at once, those behind it after a wait.
  ///
  /// @param heals whether time may heal it, which a probe shows
  private Next failed(Fault fault, String why, boolean heals, long now) {
    counts.fault(kind, fault);
    boolean begun = open;
    settle(now);
    failures++;
    if (phase == Phase.STREAMING && begun) { // pages can go on where they broke off, this can't
      if (failures >= STREAM_FAILURES_MAX) streaming.refuse();
      beginList(Relist.BROKEN_OFF);
    } else if (phase == Phase.PAGING && begun && continued.isEmpty()) {
      list(Phase.PAGING); // another first page is of another list: what this one named may be gone
    } else if (phase == Phase.WATCHING
        && fault == Fault.REFUSED
        && failures == STREAM_FAILURES_MAX) {
      beginList(Relist.FAILING);
    }
    if (failures == 1) return ask();
    long most = heals ? Pace.WAIT_NANOS_MAX : Pace.REFUSED_WAIT_NANOS_MAX;
    if (fault == Fault.UNREACHABLE) most = Pace.AWAY_WAIT_NANOS_MAX;
    return waiting(why, most, heals);
  }

  private Next waiting(String why, long most, boolean probe) {
    telling.lost(why);
    probing = probe;
    return new Next.Wait(pace.wait(failures, most));
  }

  /// The body is let go of; what went well for a while begins anew to count failures.
  private void settle(long now) {
    if (open && now - openedNanos >= Pace.STEADY_NANOS) failures = 0;
    open = false;
  }
}
