package dev.roster.app.serve;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roster.app.wiring.HostPortOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// Which command lines start a server at once, and which are read in full.
class ServeOptionsTest {
  private static Optional<ServeOptions> plain(String line) {
    return ServeOptions.plain(line.split(" ", -1));
  }

  @Test
  void aPlainServeIsReadAtOnce() {
    assertThat(plain("serve --objects a.json b - --dns [::1]:0 --metrics localhost:9153"))
        .hasValue(
            new ServeOptions(
                List.of(Path.of("a.json"), Path.of("b"), Path.of("-")),
                Optional.empty(),
                new HostPortOption("::1", 0),
                Optional.of(new HostPortOption("127.0.0.1", 9153))));
    assertThat(plain("serve --corefile c --objects a --objects b"))
        .hasValue(
            new ServeOptions(
                List.of(Path.of("a"), Path.of("b")),
                Optional.of(Path.of("c")),
                ServeOptions.DNS_DEFAULT,
                Optional.empty()));
  }

  @Test
  void anyOtherIsReadInFull() {
    for (String line :
        List.of(
            "",
            "up -f a",
            "serve",
            "serve --help",
            "serve --objects",
            "serve --objects --dns 127.0.0.1:1",
            "serve --objects=a",
            "serve --objects a --dns",
            "serve --objects a --dns 127.0.0.1:1 --dns 127.0.0.1:2",
            "serve --objects a --dns nowhere",
            "serve --objects a --corefile c --dns 127.0.0.1:1",
            "serve --objects a --corefile c --metrics 127.0.0.1:1",
            "serve --objects a --in-cluster",
            "serve --objects a --kubeconfig b",
            "serve --objects @a",
            "serve --objects 'a'")) {
      assertThat(plain(line)).as(line).isEmpty();
    }
  }
}
