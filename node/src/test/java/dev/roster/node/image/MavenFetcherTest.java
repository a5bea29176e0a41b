package dev.roster.node.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MavenFetcherTest {
  @TempDir private Path temp;
  private final List<String> said = new ArrayList<>();

  private Path fetch(String script) throws IOException, InterruptedException {
    Path mvn = Files.writeString(temp.resolve("mvn"), "#!/bin/sh\n" + script);
    Files.setPosixFilePermissions(mvn, PosixFilePermissions.fromString("rwxr-xr-x"));
    Path folder = Files.createDirectories(temp.resolve("download"));
    return new MavenFetcher(mvn.toString()).fetch("g:a:1:jar", folder, said::add);
  }

  @Test
  void tellsHowFarItIs() throws Exception {
    Path file =
        fetch(
            """
            printf 'Downloading from mirror: x\\r\\nProgress (1): 12 kB\\rProgress (1): 4.1/15 MB\\r'
            printf 'Progress (1): 4.1/15 MB   \\rProgress (1): 15/15 MB\\r\\n'
            for word; do case $word in -DoutputDirectory=*) echo x >"${word#*=}/a-1.jar" ;; esac; done
            """);
    assertThat(file).hasFileName("a-1.jar").hasContent("x");
    assertThat(said).containsExactly("fetched 4.1/15 MB", "fetched 15/15 MB");
  }

  @Test
  void theFirstErrorIsTheReason() {
    assertThatThrownBy(() ->
            fetch(
                "echo '[ERROR] Could not find artifact g:a:1 -> [Help 1]'; echo '[ERROR] Re-run';"
                    + " exit 1"))
        .isInstanceOf(IOException.class)
        .hasMessage("mvn could not fetch g:a:1:jar: Could not find artifact g:a:1");
  }

  @Test
  void anEndWithoutAFileIsAFailure() {
    assertThatThrownBy(() -> fetch("exit 0")).hasMessageContaining("0 files for g:a:1:jar");
  }

  @Test
  void aMissingMavenIsNamed() {
    assertThatThrownBy(() -> new MavenFetcher("no-such-mvn").fetch("g:a:1:jar", temp, said::add))
        .isInstanceOf(IOException.class)
        .hasMessage("no-such-mvn is needed to fetch g:a:1:jar and is not on PATH");
  }

  @Test
  void outputWithoutEndIsBounded() {
    assertThatThrownBy(() -> fetch("head -c 10000000 /dev/zero | tr '\\\\0' 'x'; exit 3"))
        .hasMessage("mvn could not fetch g:a:1:jar: no reason given");
  }
}
