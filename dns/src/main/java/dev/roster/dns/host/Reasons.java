package dev.roster.dns.host;

import java.io.EOFException;
import java.net.PortUnreachableException;
import java.net.SocketTimeoutException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Why something outside failed, for people: many exceptions of the JDK have no message, and those
/// of files only a path.
public final class Reasons {
  private Reasons() {}

  /// The message of an exception, or what kind of failure it is; never empty.
  public static String of(Throwable failed) {
    String message = failed.getMessage();
    return switch (failed) {
      case NoSuchFileException _ -> "there is no such file";
      case AccessDeniedException _ -> "permission denied";
      case PortUnreachableException _ -> "connection refused";
      case SocketTimeoutException _ -> "i/o timeout";
      case EOFException _ when isEmpty(message) -> "EOF";
      default -> isEmpty(message) ? kind(failed) : String.valueOf(message);
    };
  }

  private static boolean isEmpty(@Nullable String message) {
    return message == null || message.isBlank() || message.equals("null");
  }

  /// `ClosedChannelException`: `closed channel`.
  private static String kind(Throwable failed) {
    String name = failed.getClass().getSimpleName().replaceAll("(Exception|Error)$", "");
    String words = name.replaceAll("(?<=[a-z])(?=[A-Z])", " ").toLowerCase(Locale.ROOT);
    return words.isBlank() ? "failed" : words;
  }
}
