package dev.roster.check.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roster.check.e2e.FakeClone.Ended;
import dev.roster.check.kit.Ask;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xbill.DNS.Section;

/// The archive and the image as they were last made (docs/dist.md), with nothing of this machine
/// but its kernel.
@Tag("slow")
class DistributionTest {
  private static final Path ROOT = Path.of(System.getProperty("roster.root"));

  /// The JVM ends with an error where it can't use the AOT cache.
  private static final String CACHE_NEEDED = "-XX:AOTMode=on";

  private static final int CERTIFICATES_MIN = 50;

  @TempDir Path temp;

  @Test
  void theArchiveServes() throws Exception {
    serves(Unpacked.archive(temp));
  }

  @Test
  void theImageServes() throws Exception {
    Unpacked image = Unpacked.image(temp);
    serves(image);
    List<String> layers = Unpacked.layers(temp.resolve("layers"));
    assertThat(layers).as("system, runtime, libraries, application, cache").hasSize(5);
  }

  private static void serves(Unpacked unpacked) throws Exception {
    Ended version = unpacked.call(CACHE_NEEDED, "version");
    assertThat(version).isEqualTo(new Ended(0, "roster " + chartVersion() + " (java 25)\n", ""));
    try (PlainServe server = unpacked.serve(CACHE_NEEDED)) {
      var answer = Ask.udp(server.port(), "db.default.svc.cluster.local", "A");
      assertThat(answer.getSection(Section.ANSWER)).hasSize(2);
      assertThat(Ask.tcp(server.port(), "m-1.db.default.svc.cluster.local", "A").getRcode())
          .isZero();
    }
    assertThat(Files.readString(unpacked.folder().resolve("output.txt"))).startsWith("dns ");
  }

  @Test
  void theArchiveMayBeMoved() throws Exception {
    Unpacked archive = Unpacked.archive(temp);
    Path moved = temp.resolve("another folder");
    Files.move(archive.folder(), moved);
    assertThat(Unpacked.at(moved).call(CACHE_NEEDED, "version").code()).isZero();
    Path links = temp.resolve("links");
    Path bin = Files.createDirectories(links.resolve("bin"));
    Files.createSymbolicLink(bin.resolve("roster"), moved.resolve("bin/roster"));
    assertThat(Unpacked.at(links).call(CACHE_NEEDED, "version").code()).isZero();
  }

  @Test
  void withoutItsCacheItStartsAndSaysNothingOfIt() throws Exception {
    Unpacked archive = Unpacked.archive(temp);
    Path cache = archive.folder().resolve("roster.aot");
    Ended good = archive.call("", "version");
    Files.write(cache, new byte[1000]);
    assertThat(archive.call(CACHE_NEEDED, "version").code()).isNotZero();
    assertThat(archive.call("", "version")).isEqualTo(good);
    Files.delete(cache);
    assertThat(archive.call("", "version")).isEqualTo(good);
  }

  /// Machine code would be of the processor that made the cache, and is run on any other.
  @Test
  void theCacheHoldsNoMachineCode() throws Exception {
    Ended said = Unpacked.archive(temp).call("-Xlog:aot+codecache+init", "version");
    assertThat(said.out()).contains("AOT Code Cache is empty");
  }

  @Test
  void theRuntimeTrustsWhomTheJdkTrusts() throws Exception {
    Path folder = Unpacked.archive(temp).folder();
    Path list = temp.resolve("certificates.txt");
    Process keytool =
        new ProcessBuilder(folder.resolve("runtime/bin/keytool").toString(), "-list", "-cacerts")
            .redirectErrorStream(true)
            .redirectInput(Path.of("/dev/null").toFile())
            .redirectOutput(list.toFile())
            .start();
    assertThat(keytool.waitFor()).isZero();
    assertThat(Files.readString(list).split("trustedCertEntry", -1))
        .hasSizeGreaterThan(CERTIFICATES_MIN);
  }

  @Test
  void theListOfPartsNamesEachJarAndNoMachine() throws Exception {
    Path folder = Unpacked.archive(temp).folder();
    String sbom = Files.readString(folder.resolve("sbom.json"));
    try (Stream<Path> jars = Files.list(folder.resolve("lib"))) {
      for (Path jar : jars.toList()) {
        String name = jar.toFile().getName().replaceFirst("-[0-9].*", "");
        assertThat(sbom).contains("\"name\" : \"" + name + "\"");
      }
    }
    assertThat(sbom)
        .contains("\"name\" : \"openjdk\"", "\"id\" : \"Apache-2.0\"")
        .doesNotContain("serialNumber", "timestamp", "\"distribution", ROOT.toString(), "/.m2/")
        .doesNotContain(System.getProperty("user.home") + "/");
  }

  private static String chartVersion() throws IOException {
    return Files.readAllLines(ROOT.resolve("deploy/helm/roster/Chart.yaml")).stream()
        .filter(line -> line.startsWith("appVersion: "))
        .map(line -> line.substring("appVersion: ".length()))
        .findFirst()
        .orElseThrow();
  }
}
