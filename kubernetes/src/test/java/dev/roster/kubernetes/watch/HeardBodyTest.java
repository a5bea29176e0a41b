package dev.roster.kubernetes.watch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.roster.kubernetes.http.ReplyBody;
import java.io.IOException;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/// Bodies that end, fail, or say nothing.
class HeardBodyTest {
  private static final int CLOSED = -2;
  private static final long SECOND = 1_000_000_000;

  private final AtomicLong nanos = new AtomicLong();
  private final BlockingQueue<Integer> bytes = new LinkedBlockingQueue<>();

  /// A body of which each byte is given by hand; -1 ends it.
  private final ReplyBody body =
      new ReplyBody() {
        @Override
        public int read() throws IOException {
          try {
            int next = bytes.take();
            if (next == CLOSED) throw new IOException("closed");
            return next;
          } catch (InterruptedException asked) {
            throw new IOException(asked);
          }
        }

        @Override
        public int read(byte[] to, int from, int length) throws IOException {
          int next = read();
          if (next < 0) return -1;
          to[from] = (byte) next;
          return 1;
        }

        @Override
        public void close() {
          bytes.add(CLOSED);
        }
      };

  @Test
  void knowsThatItsEndWasRead() throws IOException {
    HeardBody heard = new HeardBody(body, "test", 100 * SECOND, nanos::get);
    bytes.add(7);
    bytes.add(-1);
    assertThat(heard.read()).isEqualTo(7);
    assertThat(heard.isEnded()).isFalse();
    assertThat(heard.read()).isEqualTo(-1);
    assertThat(heard.isEnded()).isTrue();
    heard.close();
    assertThat(heard.wasSilent()).isFalse();
  }

  @Test
  void whatIsSilentForTooLongIsClosed() throws IOException {
    HeardBody heard = new HeardBody(body, "test", 100 * SECOND, nanos::get);
    bytes.add(7);
    assertThat(heard.read()).isEqualTo(7);
    nanos.addAndGet(100 * SECOND);
    heard.allow(99 * SECOND); // it looks again
    assertThatThrownBy(heard::read).isInstanceOf(IOException.class);
    assertThat(heard.wasSilent()).isTrue();
    heard.close();
  }

  @Test
  void moreMayBeAllowed() throws IOException {
    HeardBody heard = new HeardBody(body, "test", 100 * SECOND, nanos::get);
    heard.allow(300 * SECOND);
    nanos.addAndGet(200 * SECOND);
    heard.allow(301 * SECOND);
    bytes.add(7);
    assertThat(heard.read()).isEqualTo(7);
    assertThat(heard.wasSilent()).isFalse();
    heard.close();
  }
}
