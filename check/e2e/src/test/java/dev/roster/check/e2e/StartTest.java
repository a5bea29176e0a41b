package dev.roster.check.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What is not needed for the first answer of a plain `serve` is not loaded for it.
class StartTest {
  private static final List<String> UNUSED =
      List.of(
          "picocli.",
          "io.vertx.",
          "io.netty.",
          "org.snakeyaml.",
          "com.fasterxml.",
          "java.util.logging.", // who looks for a logger has every jar opened
          "io.fabric8.",
          "io.grpc.",
          "org.sqlite.",
          "com.sun.net.httpserver.",
          "sun.net.httpserver.",
          "java.net.http.",
          "dev.roster.api.",
          "dev.roster.node.",
          "dev.roster.app.up.",
          "dev.roster.dns.forward.Upstream",
          "dev.roster.engine.control.",
          "dev.roster.engine.store.");

  @TempDir Path folder;

  @Test
  void whatAPlainServeDoesNotUseIsNotLoaded() throws Exception {
    Path log = folder.resolve("classes.log");
    try (PlainServe server =
        PlainServe.start(folder, List.of(), "-Xlog:class+load:file=" + log + "")) {
      assertThat(server.port()).isPositive();
      List<String> loaded =
          Files.readAllLines(log).stream()
              .map(line -> line.replaceFirst("^(\\[[^ ]*\\] *)*", ""))
              .toList();
      assertThat(loaded).anyMatch(line -> line.startsWith("dev.roster.app.serve.Serving "));
      assertThat(loaded).noneMatch(line -> UNUSED.stream().anyMatch(line::startsWith));
    }
  }
}
