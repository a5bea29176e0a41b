package dev.roster.dns.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.EOFException;
import java.io.IOException;
import java.net.PortUnreachableException;
import java.net.SocketTimeoutException;
import java.nio.channels.ClosedChannelException;
import java.nio.file.NoSuchFileException;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// No reason is empty, and none is "null".
class ReasonsTest {
  @Test
  void eachFailureHasAReason() {
    Map.of(
            new IOException("the disk is full"), "the disk is full",
            new IOException(), "io",
            new IOException("null"), "io",
            new EOFException(), "EOF",
            new EOFException("the body ends early"), "the body ends early",
            new PortUnreachableException(), "connection refused",
            new SocketTimeoutException("Receive timed out"), "i/o timeout",
            new ClosedChannelException(), "closed channel",
            new NoSuchFileException("/x"), "there is no such file",
            new IOException() {}, "failed")
        .forEach((failed, reason) -> assertThat(Reasons.of(failed)).isEqualTo(reason));
  }
}
