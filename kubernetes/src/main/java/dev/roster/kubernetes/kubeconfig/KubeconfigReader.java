package dev.roster.kubernetes.kubeconfig;

import dev.roster.core.objects.Tree;
import dev.roster.engine.objects.JsonWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;

/// A process that reads kubeconfig files and prints what they come to, as one JSON object: a
/// [Resolved], or `{"wrong": WHY}`. Its own start is its only configuration.
public final class KubeconfigReader {
  private KubeconfigReader() {}

  /// Runs.
  ///
  /// @param args the context, "" for the current one; then the files
  public static void main(String... args) throws IOException {
    // What libraries log may hold what they read.
    Logger.getLogger("").setLevel(Level.OFF);
    Tree.Obj printed = printed(args[0], List.of(args).subList(1, args.length));
    System.out.write(JsonWriter.write(printed).getBytes(StandardCharsets.UTF_8));
    System.out.flush();
  }

  private static Tree.Obj printed(String context, List<String> files) {
    try {
      return new Resolution(KubeconfigFiles.read(files), InstantSource.system()).of(context).tree();
    } catch (WrongException wrong) {
      return wrong(String.valueOf(wrong.getMessage()));
    } catch (OutOfMemoryError | StackOverflowError large) {
      return wrong("is too large or too deep to be read");
    } catch (RuntimeException | LinkageError bug) {
      // Its message may hold what was read: where it came from says enough.
      StringBuilder where = new StringBuilder("can't be read: " + bug.getClass().getName());
      for (StackTraceElement each : bug.getStackTrace()) {
        if (where.length() < 500) where.append(" at ").append(each);
      }
      return wrong(where.toString());
    }
  }

  private static Tree.Obj wrong(String why) {
    return Tree.Obj.of(Map.of("wrong", Tree.Text.of(why)));
  }
}
