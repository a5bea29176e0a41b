package dev.roster.check.e2e;

import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/// A folder that the launcher takes for a clone, with a stand-in for `mvn` that takes no time: the
/// real launcher and the real JVM, another program inside.
final class FakeClone {
  private static final String MAIN =
      """
      public class Fake {
        public static void main(String[] args) {
          System.out.println(String.join(" ", args));
          System.exit(args.length > 1 ? Integer.parseInt(args[1]) : 0);
        }
      }
      """;

  // Stands still while `hold` is there; fails where `broken` is.
  private static final String MVN =
      """
      #!/bin/sh
      echo built >>"FOLDER/builds"
      echo "[INFO] Building roster-core 1                       [1/2]"
      n=0
      while [ -f "FOLDER/hold" ] && [ $n -lt 600 ]; do sleep 0.1; n=$((n + 1)); done
      if [ -f "FOLDER/broken" ]; then echo '[ERROR] Fake.java:1: wrong'; exit 1; fi
      mkdir -p app/target/lib && cp "FOLDER/fake.jar" app/target/roster-app-1.jar
      cp "FOLDER/fake.jar" app/target/lib/other.jar
      """;

  private final Path folder;
  private final Path clone;

  /// Makes it below a folder; the clone's own name has a space.
  FakeClone(Path folder) throws IOException {
    this.folder = folder;
    clone = Files.createDirectories(folder.resolve("my clone"));
    Files.createDirectories(clone.resolve("app/src/main/java"));
    Files.createDirectories(clone.resolve("check/e2e"));
    for (String pom : List.of("pom.xml", "app/pom.xml", "check/e2e/pom.xml")) {
      Files.writeString(clone.resolve(pom), "<project/>\n");
    }
    Files.writeString(source(), "class A {}\n");
    launcher(text -> text.replace("\n  train\n", "\n  :\n")); // most tests need no cache
    Files.write(folder.resolve("fake.jar"), jar(folder.resolve("classes")));
    Path bin = Files.createDirectories(folder.resolve("bin"));
    program(bin.resolve("mvn"), MVN.replace("FOLDER", folder.toString()));
  }

  /// Writes the launcher, changed where a test must see inside.
  void launcher(java.util.function.UnaryOperator<String> change) throws IOException {
    Path real = Path.of(System.getProperty("roster.root"), "roster");
    program(clone.resolve("roster"), change.apply(Files.readString(real)));
  }

  Path root() {
    return clone;
  }

  Path source() {
    return clone.resolve("app/src/main/java/A.java");
  }

  Path state() {
    return clone.resolve("target/roster");
  }

  /// The folder of the one build there is.
  Path app() throws IOException {
    try (Stream<Path> apps = Files.list(state().resolve("app"))) {
      return apps.findFirst().orElseThrow();
    }
  }

  /// A switch of the stand-in: `hold` or `broken`.
  Path file(String name) {
    return folder.resolve(name);
  }

  int builds() throws IOException {
    Path log = folder.resolve("builds");
    return Files.exists(log) ? Files.readAllLines(log).size() : 0;
  }

  /// Starts the launcher; its streams go to files.
  Start start(Path launcher, List<String> prefix, Map<String, String> environment, String... args)
      throws IOException {
    List<String> command = new ArrayList<>(prefix);
    command.add(launcher.toString());
    command.addAll(List.of(args));
    Path out = Files.createTempFile(folder, "out", "");
    Path err = Files.createTempFile(folder, "err", "");
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectOutput(out.toFile())
            .redirectError(err.toFile());
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    builder
        .environment()
        .put("PATH", folder.resolve("bin") + ":" + builder.environment().get("PATH"));
    builder.environment().putAll(environment);
    return new Start(builder.start(), out, err);
  }

  /// Starts it in the usual way and waits for its end.
  Ended run(String... args) throws IOException, InterruptedException {
    return start(clone.resolve("roster"), List.of(), Map.of(), args).end();
  }

  /// A running launcher.
  record Start(Process process, Path out, Path err) {
    /// Waits for its end, at most a minute.
    Ended end() throws IOException, InterruptedException {
      if (!process.waitFor(60, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new AssertionError("did not end:\n" + Files.readString(err));
      }
      return new Ended(process.exitValue(), Files.readString(out), Files.readString(err));
    }
  }

  /// How it ended and all that it printed.
  record Ended(int code, String out, String err) {}

  static void program(Path file, String text) throws IOException {
    Files.writeString(file, text);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private static byte[] jar(Path classes) throws IOException {
    Files.createDirectories(classes);
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    JavaFileObject source =
        new SimpleJavaFileObject(URI.create("string:///Fake.java"), JavaFileObject.Kind.SOURCE) {
          @Override
          public CharSequence getCharContent(boolean ignoreErrors) {
            return MAIN;
          }
        };
    List<String> options = List.of("-d", classes.toString());
    if (!compiler.getTask(null, null, null, options, null, List.of(source)).call()) {
      throw new AssertionError("the program inside does not compile");
    }
    var bytes = new java.io.ByteArrayOutputStream();
    try (JarOutputStream jar = new JarOutputStream(bytes)) {
      jar.putNextEntry(new JarEntry("META-INF/MANIFEST.MF"));
      write(jar, "Manifest-Version: 1.0\nMain-Class: Fake\n");
      jar.putNextEntry(new JarEntry("Fake.class"));
      jar.write(Files.readAllBytes(classes.resolve("Fake.class")));
    }
    return bytes.toByteArray();
  }

  private static void write(OutputStream out, String text) throws IOException {
    out.write(text.getBytes(StandardCharsets.UTF_8));
  }

  /// Whether the tests run as root, for whom every folder can be written.
  static boolean isRoot() {
    return System.getProperty("user.name", "").toLowerCase(Locale.ROOT).equals("root");
  }
}
