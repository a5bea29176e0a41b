package dev.roster.app.up;

import java.io.PrintWriter;

/// What is said to the person: the table and the state on standard output, notes and warnings on
/// standard error.
record Messages(PrintWriter out, PrintWriter err) {
  void say(String line) {
    out.println(line);
  }

  void note(String line) {
    err.println("note: " + line);
  }

  void warning(String line) {
    err.println("warning: " + line);
  }
}
