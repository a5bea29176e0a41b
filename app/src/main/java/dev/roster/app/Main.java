package dev.roster.app;

import dev.roster.app.serve.ServeOptions;
import dev.roster.app.serve.Serving;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// The program. A plain `serve` begins at once; every other command line goes to [RosterCommand],
/// which takes longer to load than a server to start.
public final class Main {
  private Main() {}

  /// Runs the command and ends the process with its exit code.
  public static void main(String[] args) {
    var out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
    var err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
    int code = run(out, err, args);
    out.flush();
    err.flush();
    System.exit(code);
  }

  /// Runs the command with other outputs; gives the exit code, see [dev.roster.app.verbs.ExitCode].
  public static int run(PrintWriter out, PrintWriter err, String... args) {
    Optional<ServeOptions> plain = ServeOptions.plain(args);
    return plain.isPresent()
        ? Serving.run(plain.get(), out, err)
        : RosterCommand.run(out, err, args);
  }
}
