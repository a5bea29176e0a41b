package dev.roster.app.serve;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roster.app.wiring.HostPortOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
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
                files("a.json", "b", "-"),
                Optional.empty(),
                new HostPortOption("::1", 0),
                Optional.of(new HostPortOption("127.0.0.1", 9153)),
                Optional.empty()));
    assertThat(plain("serve --corefile c --objects a --objects b"))
        .hasValue(
            new ServeOptions(
                files("a", "b"),
                Optional.of(Path.of("c")),
                ServeOptions.DNS_DEFAULT,
                Optional.empty(),
                Optional.empty()));
  }

  @Test
  void aClusterToo() {
    assertThat(plain("serve --in-cluster --corefile c").orElseThrow().source())
        .isEqualTo(new ServeSource.InCluster());
    assertThat(plain("serve --kubeconfig k --context x").orElseThrow().source())
        .isEqualTo(new ServeSource.Kubeconfig("k", "x"));
    assertThat(plain("serve --kubeconfig k --dns 127.0.0.1:1").orElseThrow().source())
        .isEqualTo(new ServeSource.Kubeconfig("k", ""));
    assertThat(plain("serve --corefile c").orElseThrow().source())
        .isEqualTo(new ServeSource.Corefile());
  }

  private static ServeSource files(String... paths) {
    return new ServeSource.Files(Stream.of(paths).map(Path::of).toList());
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
            "serve --in-cluster --kubeconfig b",
            "serve --in-cluster --in-cluster",
            "serve --context x --in-cluster",
            "serve --in-cluster --shadow 127.0.0.1",
            "serve --dns 127.0.0.1:1",
            "serve --objects @a",
            "serve --objects 'a'")) {
      assertThat(plain(line)).as(line).isEmpty();
    }
  }
}
