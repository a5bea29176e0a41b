package dev.roster.node.image;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;

/// Failures of files as one line for a person.
final class Failures {
  private Failures() {}

  static String line(IOException e) {
    String text =
        switch (e) {
          case AccessDeniedException denied -> denied.getFile() + ": permission denied";
          case NoSuchFileException missing -> missing.getFile() + ": no such file";
          case FileSystemException failed when failed.getReason() != null ->
              failed.getFile() + ": " + failed.getReason();
          default -> String.valueOf(e.getMessage());
        };
    return text.lines().findFirst().orElse(e.getClass().getSimpleName());
  }
}
