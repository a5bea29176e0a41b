package dev.roster.app.train;

import dev.roster.app.train.MadeUpObjects.Kind;
import dev.roster.kubernetes.http.ApiClient;
import dev.roster.kubernetes.http.Reply;
import dev.roster.kubernetes.http.ReplyBody;
import java.io.IOException;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;

/// An API server without a server: [MadeUpObjects] as bodies in memory. A watch of slices tells
/// changes, one at each read, as they come from a cluster that has time.
final class MadeUpApi implements ApiClient {
  private final int changes;

  /// @param changes how many a watch of slices tells
  MadeUpApi(int changes) {
    this.changes = changes;
  }

  @Override
  public Reply get(String pathAndQuery, Duration silence) {
    int at = pathAndQuery.indexOf('?');
    Kind kind = Kind.ofPath(pathAndQuery.substring(0, at));
    String query = pathAndQuery.substring(at);
    if (query.contains("watch=true")) {
      boolean stream = query.contains("sendInitialEvents=true");
      Iterator<byte[]> frames = MadeUpObjects.frames(kind, stream, changes);
      return new Reply.Opened(MadeUpObjects.WATCH_TYPE, new Body(frames, true));
    }
    List<byte[]> all = List.of(MadeUpObjects.page(kind, 0, kind.count, ""));
    return new Reply.Opened(MadeUpObjects.TYPE, new Body(all.iterator(), false));
  }

  /// The last version that a watch of slices tells.
  String lastVersion() {
    return MadeUpObjects.lastVersion(changes);
  }

  private static final class Body extends ReplyBody {
    private final Iterator<byte[]> parts;
    private final boolean stays;
    private final CountDownLatch closed = new CountDownLatch(1);
    private byte[] part = {};
    private int at;

    /// @param stays whether it is silent behind the last part, instead of ending
    Body(Iterator<byte[]> parts, boolean stays) {
      this.parts = parts;
      this.stays = stays;
    }

    @Override
    public int read(byte[] to, int from, int length) throws IOException {
      if (closed.getCount() == 0) throw new IOException("it was closed");
      if (at == part.length) {
        if (!parts.hasNext()) return end();
        LockSupport.parkNanos(1); // others who follow come to their turn
        part = parts.next();
        at = 0;
      }
      int count = Math.min(length, part.length - at);
      System.arraycopy(part, at, to, from, count);
      at += count;
      return count;
    }

    private int end() throws IOException {
      if (!stays) return -1;
      try {
        closed.await();
      } catch (InterruptedException asked) {
        Thread.currentThread().interrupt();
      }
      throw new IOException("it was closed");
    }

    @Override
    public void close() {
      closed.countDown();
    }
  }
}
