package dev.roster.node.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TarReaderTest {
  private static Map<String, String> read(byte[] tar) throws IOException {
    Map<String, String> found = new LinkedHashMap<>();
    TarReader reader = new TarReader(new ByteArrayInputStream(tar));
    byte[] block = new byte[7];
    for (Optional<TarReader.Entry> next = reader.next(); next.isPresent(); next = reader.next()) {
      TarReader.Entry entry = next.get();
      StringBuilder content = new StringBuilder();
      for (int n = reader.read(block); n >= 0; n = reader.read(block)) {
        content.append(new String(block, 0, n, StandardCharsets.UTF_8));
      }
      found.put(
          entry.name(),
          "%s %o %s%s".formatted(entry.type(), entry.mode(), entry.target(), content));
    }
    return found;
  }

  private static byte[] sound() {
    return new TarBytes()
        .folder("bin/")
        .file("bin/run", 0755, "#!/bin/sh\n")
        .longName("a/".repeat(80) + "b")
        .file("cut off", 0644, "long")
        .pax("path", "é/ü")
        .file("ascii", 0600, "pax")
        .link("bin/now", "run")
        .hardLink("bin/same", "bin/run")
        .end();
  }

  @Test
  void readsEveryKindOfEntry() throws IOException {
    assertThat(read(sound()))
        .containsExactly(
            Map.entry("bin/", "FOLDER 755 "),
            Map.entry("bin/run", "FILE 755 #!/bin/sh\n"),
            Map.entry("a/".repeat(80) + "b", "FILE 644 long"),
            Map.entry("é/ü", "FILE 600 pax"),
            Map.entry("bin/now", "SYMLINK 777 run"),
            Map.entry("bin/same", "HARD_LINK 644 bin/run"));
  }

  @Test
  void skipsWhatWasNotRead() throws IOException {
    TarReader reader = new TarReader(new ByteArrayInputStream(sound()));
    assertThat(reader.next().orElseThrow().name()).isEqualTo("bin/");
    assertThat(reader.next().orElseThrow().name()).isEqualTo("bin/run");
    assertThat(reader.next().orElseThrow().name()).startsWith("a/a/");
  }

  @Test
  void refusesWhatIsNoTar() {
    byte[] text = "no tar at all".repeat(100).getBytes(StandardCharsets.UTF_8);
    assertThatThrownBy(() -> read(text)).isInstanceOf(IOException.class);
    byte[] huge = new TarBytes().entry("L", 'L', 0, "", new byte[100_000]).end();
    assertThatThrownBy(() -> read(huge)).hasMessageContaining("at most: 65536");
  }

  @Test
  void anEndInsideAnEntryIsSeen() throws IOException {
    byte[] tar = new TarBytes().file("a", 0644, "x".repeat(1000)).end();
    for (int length : new int[] {1, 100, 511, 513, 1000}) {
      assertThatThrownBy(() -> read(Arrays.copyOf(tar, length))).isInstanceOf(IOException.class);
    }
    assertThat(read(Arrays.copyOf(tar, 512 + 1024))).hasSize(1);
  }

  @Test
  void noBytesDoMoreThanAnIoException() {
    byte[] tar = sound();
    for (long seed = 0; seed < 20_000; seed++) {
      Random random = new Random(seed);
      byte[] broken = Arrays.copyOf(tar, 1 + random.nextInt(tar.length));
      for (int i = random.nextInt(8); i >= 0; i--) {
        broken[random.nextInt(broken.length)] = (byte) random.nextInt(256);
      }
      if (random.nextBoolean()) mendSums(broken);
      try {
        assertThat(read(broken).size()).as("seed %d", seed).isLessThan(20);
      } catch (IOException expected) {
        assertThat(expected.getMessage()).as("seed %d", seed).isNotEmpty();
      }
    }
  }

  /// Makes each block's check sum right again, so that mutations get past it.
  private static void mendSums(byte[] tar) {
    for (int at = 0; at + 512 <= tar.length; at += 512) {
      if (tar[at + 257] != 'u') continue;
      int sum = 0;
      for (int i = 0; i < 512; i++) sum += i >= 148 && i < 156 ? ' ' : tar[at + i] & 0xff;
      byte[] text = "%06o\0 ".formatted(sum).getBytes(StandardCharsets.US_ASCII);
      System.arraycopy(text, 0, tar, at + 148, 8);
    }
  }
}
