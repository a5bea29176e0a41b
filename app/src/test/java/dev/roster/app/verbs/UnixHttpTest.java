package dev.roster.app.verbs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

class UnixHttpTest {
  private static final String OK = "HTTP/1.1 200 OK\r\n";

  @Test
  void bodies_end_where_they_say() throws IOException {
    assertThat(body(OK + "Content-Length: 3\r\n\r\nabcdef")).isEqualTo("abc");
    assertThat(body(OK + "content-length: 0\r\n\r\n")).isEmpty();
    assertThat(body(OK + "\r\nall of it")).isEqualTo("all of it");
    assertThat(body("HTTP/1.1 204 No Content\r\n\r\n")).isEmpty();
    String chunked = OK + "Transfer-Encoding: chunked\r\n\r\n";
    assertThat(body(chunked + "3\r\nabc\r\n0\r\n\r\n")).isEqualTo("abc");
    assertThat(body(chunked + "3;x=y\r\nabc\r\n0A\r\n0123456789\r\n0\r\nTrailer: 1\r\n\r\n"))
        .isEqualTo("abc0123456789");
    assertThat(body(chunked + "0\r\n\r\n")).isEmpty();
  }

  @Test
  void headers_are_found_in_any_case() throws IOException {
    var response = read(OK + "WARNING: 299 - \"a\"\r\nWarning:299 - \"b\"\r\n\r\n");
    assertThat(response.values("warning")).containsExactly("299 - \"a\"", "299 - \"b\"");
  }

  @Test
  void what_is_broken_or_endless_is_refused() {
    String chunked = OK + "Transfer-Encoding: chunked\r\n\r\n";
    for (String broken :
        new String[] {
          "",
          "SSH-2.0\r\n\r\n",
          OK,
          OK + "no colon\r\n\r\n",
          OK + "Content-Length: -1\r\n\r\n",
          OK + "Content-Length: 5\r\n\r\nabc",
          OK + "X: " + "x".repeat(UnixHttp.HEAD_BYTES_MAX) + "\r\n\r\n",
          chunked + "zz\r\n",
          chunked + "-3\r\nabc",
          chunked + "3\r\nabcd\r\n",
          chunked + "3\r\nab",
          chunked + "3" + " ".repeat(UnixHttp.CHUNK_LINE_BYTES_MAX) + "\r\nabc\r\n",
          chunked + "fffffffffffffffff\r\nabc",
        }) {
      assertThatThrownBy(() -> body(broken)).as(broken).isInstanceOf(IOException.class);
    }
  }

  @Test
  void random_bytes_never_do_anything_else() {
    Random random = new Random(5);
    String alphabet = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0123abc;:\r\n";
    for (int run = 0; run < 5_000; run++) {
      StringBuilder text = new StringBuilder(random.nextBoolean() ? OK : "");
      for (int i = random.nextInt(120); i > 0; i--) {
        text.append(alphabet.charAt(random.nextInt(alphabet.length())));
      }
      try {
        assertThat(body(text.toString()).length()).isLessThanOrEqualTo(text.length());
      } catch (IOException refused) {
        assertThat(refused.getMessage()).isNotEmpty();
      }
    }
  }

  private static UnixHttp.Response read(String text) throws IOException {
    InputStream in = new ByteArrayInputStream(text.getBytes(StandardCharsets.ISO_8859_1));
    return UnixHttp.read(in);
  }

  private static String body(String text) throws IOException {
    try (var response = read(text)) {
      return new String(response.body().readAllBytes(), StandardCharsets.ISO_8859_1);
    }
  }
}
