package dev.roster.node.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tukaani.xz.LZMA2Options;
import org.tukaani.xz.XZOutputStream;

class UnpackerTest {
  @TempDir private Path temp;

  private static byte[] sound() {
    return new TarBytes()
        .folder("lib/")
        .file("lib/libpq.so.5", 0700, "library")
        .link("lib/libpq.so", "libpq.so.5")
        .link("bin/lib", "../lib")
        .file("bin/postgres", 0755, "program")
        .file("share/secret", 0600, "text")
        .hardLink("bin/postmaster", "bin/postgres")
        .end();
  }

  static byte[] xz(byte[] bytes) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (OutputStream xz = new XZOutputStream(out, new LZMA2Options(0))) {
      xz.write(bytes);
    }
    return out.toByteArray();
  }

  static byte[] gzip(byte[] bytes) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (OutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(bytes);
    }
    return out.toByteArray();
  }

  static byte[] zip(String name, byte[] content) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(out)) {
      zip.putNextEntry(new ZipEntry("META-INF/MANIFEST.MF"));
      zip.write("Manifest-Version: 1.0\n".getBytes(StandardCharsets.UTF_8));
      zip.putNextEntry(new ZipEntry(name));
      zip.write(content);
    }
    return out.toByteArray();
  }

  private Path unpack(String name, byte[] bytes, Unpack how) throws IOException {
    Path file = Files.write(temp.resolve(name), bytes);
    Path root = Files.createDirectory(temp.resolve("root"));
    new Unpacker(root).unpack(file, how);
    return root;
  }

  private static String mode(Path file) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
  }

  private static void check(Path root) throws IOException {
    assertThat(root.resolve("lib/libpq.so")).isSymbolicLink().hasContent("library");
    assertThat(root.resolve("bin/lib/libpq.so.5")).hasContent("library");
    assertThat(mode(root.resolve("lib/libpq.so.5"))).isEqualTo("rwxr-xr-x");
    assertThat(mode(root.resolve("bin/postgres"))).isEqualTo("rwxr-xr-x");
    assertThat(mode(root.resolve("share/secret"))).isEqualTo("rw-r--r--");
    assertThat(mode(root.resolve("share"))).isEqualTo("rwxr-xr-x");
    assertThat(root.resolve("bin/postmaster")).hasContent("program");
  }

  @Test
  void unpacksATxz() throws IOException {
    check(unpack("x.txz", xz(sound()), Unpack.TXZ));
  }

  @Test
  void unpacksTheTxzInsideAJar() throws IOException {
    check(unpack("x.jar", zip("postgres-linux.txz", xz(sound())), Unpack.TXZ));
  }

  @Test
  void unpacksATgz() throws IOException {
    check(unpack("x.tar.gz", gzip(sound()), Unpack.TGZ));
  }

  @Test
  void unpacksAZip() throws IOException {
    Path root = unpack("x.zip", zip("a/b", new byte[] {'b'}), Unpack.ZIP);
    assertThat(root.resolve("a/b")).hasContent("b");
    // A zip without modes may hold programs.
    assertThat(mode(root.resolve("a/b"))).isEqualTo("rwxr-xr-x");
  }

  @Test
  void aJarWithoutTheArchiveIsNamed() throws IOException {
    byte[] jar = zip("other", new byte[0]);
    assertThatThrownBy(() -> unpack("x.jar", jar, Unpack.TXZ))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("x.jar holds no file to unpack as txz (expected: one)");
  }

  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          file, ../out, ''
          file, a/../../out, ''
          file, /tmp/out, ''
          link, out, /etc
          link, out, ..
          link, a/out, ../..
          link, a/out, b/../../..
          link, a/b/out, x/../../foo
          link, out, ''
          hard, out, ../../etc/passwd
          hard, out, /etc/passwd
          device, out, ''
          """)
  void nothingLeavesTheRoot(String kind, String name, String target) throws IOException {
    TarBytes tar = new TarBytes();
    byte[] bytes =
        switch (kind) {
          case "file" -> tar.file(name, 0644, "x").end();
          case "link" -> tar.link(name, target).end();
          case "hard" -> tar.hardLink(name, target).end();
          default -> tar.entry(name, '3', 0644, "", new byte[0]).end();
        };
    assertThatThrownBy(() -> unpack("x.tgz", gzip(bytes), Unpack.TGZ))
        .isInstanceOf(IOException.class);
    try (Stream<Path> all = Files.list(temp)) {
      assertThat(all.map(path -> path.getFileName().toString()).sorted().toList())
          .isEqualTo(List.of("root", "x.tgz"));
    }
  }

  @Test
  void noNameLeadsThroughALink() throws IOException {
    Path outside = Files.createDirectory(temp.resolve("outside"));
    byte[] tar =
        new TarBytes().link("a", "root2").file("a/x", 0644, "x").link("b", "a/../..").end();
    assertThatThrownBy(() -> unpack("x.tgz", gzip(tar), Unpack.TGZ))
        .isInstanceOf(IOException.class);
    assertThat(outside).isEmptyDirectory();
  }

  @Test
  void aTruncatedArchiveIsAFailure() throws IOException {
    byte[] whole = xz(sound());
    byte[] cut = java.util.Arrays.copyOf(whole, whole.length / 2);
    assertThatThrownBy(() -> unpack("x.txz", cut, Unpack.TXZ)).isInstanceOf(IOException.class);
  }
}
