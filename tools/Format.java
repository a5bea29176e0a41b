import com.google.googlejavaformat.java.Main;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// Formats every Java file of the tree (`fix`) or fails on the first that is not formatted
/// (`check`). Run by Maven in the toolchain's JVM: `java -cp google-java-format Format.java check
/// DIR`.
public final class Format {
  private static final Set<String> SKIPPED = Set.of("target", ".git", ".roster", "node_modules");

  public static void main(String[] args) throws Exception {
    boolean fix = args[0].equals("fix");
    List<String> files = new ArrayList<>();
    Files.walkFileTree(
        Path.of(args[1]),
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path dir, BasicFileAttributes attributes) {
            return SKIPPED.contains(String.valueOf(dir.getFileName()))
                ? FileVisitResult.SKIP_SUBTREE
                : FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            if (file.toString().endsWith(".java")) files.add(file.toString());
            return FileVisitResult.CONTINUE;
          }
        });
    List<String> arguments = new ArrayList<>();
    arguments.addAll(fix ? List.of("--replace") : List.of("--dry-run", "--set-exit-if-changed"));
    arguments.addAll(files);
    PrintWriter out = new PrintWriter(System.out, true);
    PrintWriter err = new PrintWriter(System.err, true);
    int code = new Main(out, err, System.in).format(arguments.toArray(String[]::new));
    if (code != 0 && !fix) {
      err.println("Not formatted: the files above. Run `mvn validate -N -Dformat.mode=fix`.");
    }
    System.exit(code);
  }
}
