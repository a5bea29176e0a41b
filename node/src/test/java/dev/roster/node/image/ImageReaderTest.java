package dev.roster.node.image;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roster.core.objects.Tree;
import dev.roster.engine.objects.JsonReader;
import dev.roster.engine.objects.MalformedTextException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ImageReaderTest {
  private final ImageReader reader = new ImageReader(new Platform("linux", "amd64"));
  private final Map<String, ImageEntry> entries = new LinkedHashMap<>();

  static Tree.Obj json(String text) {
    byte[] bytes = text.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
    try {
      return (Tree.Obj) JsonReader.read(bytes, "roster.yaml");
    } catch (MalformedTextException e) {
      throw new AssertionError(e);
    }
  }

  private ImageEntry entry(String name) {
    return assertThat(entries).extractingByKey(name).actual();
  }

  @Test
  void readsAnArtifactWithItsFolders() {
    reader.read(
        json("{'images': {'postgres': {'maven': 'g:a:1.0', 'unpack': 'txz', 'path': ['bin']}}}"),
        entries);
    assertThat(reader.problems()).isEmpty();
    ImageEntry.Files files = entry("postgres").files().orElseThrow();
    assertThat(files.artifact().full()).isEqualTo("g:a:1.0:jar");
    assertThat(files.unpack()).isEqualTo(Unpack.TXZ);
    assertThat(files.artifact().folder(Unpack.TXZ)).hasToString("g/a/1.0-txz");
    assertThat(entry("postgres").path()).containsExactly("bin");
  }

  @Test
  void takesTheArtifactOfThisMachine() {
    reader.read(
        json(
            "{'images': {'p': {'maven': {'linux-arm64': 'g:b:1', 'linux-amd64': 'g:a:1:jar:x'}}}}"),
        entries);
    assertThat(reader.problems()).isEmpty();
    assertThat(entry("p").files().orElseThrow().artifact())
        .isEqualTo(new MavenArtifact("g", "a", "1", "jar", "x"));
  }

  @Test
  void anEmptyFileNamesNoImage() {
    reader.read(Tree.Obj.EMPTY, entries);
    assertThat(reader.problems()).isEmpty();
    assertThat(entries).isEmpty();
  }

  @Test
  void twoFilesMayAgreeButNotDiffer() {
    reader.read(json("{'images': {'p': {'command': ['a']}}}"), entries);
    reader.read(json("{'images': {'p': {'command': ['a']}}}"), entries);
    assertThat(reader.problems()).isEmpty();
    reader.read(json("{'images': {'p': {'command': ['b']}}}"), entries);
    assertThat(reader.problems())
        .singleElement()
        .asString()
        .contains("roster.yaml:1:", "images.p", "another roster.yaml");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {'image': {}}                                          | image: unknown field
          {'images': []}                                         | images: expected names
          {'images': {'p': 'x'}}                                 | images.p: expected `maven:`
          {'images': {'p': {}}}                                  | images.p: expected `maven:`
          {'images': {'p:18': {'command': ['x']}}}               | without tag
          {'images': {'p': {'maven': 'g:a'}}}                    | images.p.maven: `g:a` (expected: group
          {'images': {'p': {'maven': 'g:a:[1,2)'}}}              | images.p.maven: `g:a:[1,2)`
          {'images': {'p': {'maven': 'g:a:LATEST'}}}             | exact version
          {'images': {'p': {'maven': 'g:../../a:1'}}}            | images.p.maven: `g:../../a:1`
          {'images': {'p': {'maven': {'darwin-arm64': 'g:a:1'}}}} | nothing for linux-amd64 (there is: darwin-arm64)
          {'images': {'p': {'maven': 1}}}                        | images.p.maven: expected group
          {'images': {'p': {'maven': 'g:a:1', 'unpack': 'rar'}}} | images.p.unpack: expected: txz
          {'images': {'p': {'maven': 'g:a:1', 'path': ['../x']}}} | inside the image
          {'images': {'p': {'maven': 'g:a:1', 'path': ['/x']}}}  | inside the image
          {'images': {'p': {'maven': 'g:a:1', 'path': 'bin'}}}   | images.p.path: expected a list
          {'images': {'p': {'command': ['x'], 'path': ['bin']}}} | beside `maven:`
          {'images': {'p': {'command': [1]}}}                    | images.p.command: expected a list
          {'images': {'p': {'command': ['x'], 'env': {'A': 1}}}} | images.p.env.A: expected a text
          {'images': {'p': {'command': ['x'], 'run': 'y'}}}      | images.p.run: unknown field
          """)
  void saysWhatIsWrongAndWhere(String text, String expected) {
    reader.read(json(text), entries);
    assertThat(reader.problems()).anySatisfy(line -> assertThat(line).contains(expected));
    assertThat(reader.problems()).allSatisfy(line -> assertThat(line).startsWith("roster.yaml:1:"));
  }

  @Test
  void nothingIsMadeOfABrokenFile() {
    ImagesRead read =
        Images.read(
            List.of(json("{'images': {'p': {}}}")),
            java.nio.file.Path.of("unused"),
            (_, _, _) -> {
              throw new AssertionError("nothing is fetched");
            },
            _ -> {});
    assertThat(read).isInstanceOf(ImagesRead.Broken.class);
  }
}
