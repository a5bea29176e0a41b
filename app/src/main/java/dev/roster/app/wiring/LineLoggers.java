package dev.roster.app.wiring;

import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.text.MessageFormat;
import java.util.MissingResourceException;
import java.util.Objects;
import java.util.ResourceBundle;
import org.jspecify.annotations.Nullable;

/// What parts of the program tell of themselves by [System.Logger]: one line each on standard
/// error, as the lines of directives, `[WARNING] text`; a failure with its stack behind it. Nothing
/// below INFO. Made by the runtime, which finds it as a service.
public final class LineLoggers extends System.LoggerFinder {
  @Override
  public System.Logger getLogger(String name, Module module) {
    return new LineLogger(name, System.err);
  }

  /// One name's.
  record LineLogger(String name, PrintStream to) implements System.Logger {
    @Override
    public String getName() {
      return name;
    }

    @Override
    public boolean isLoggable(Level level) {
      return level != Level.OFF && level.getSeverity() >= Level.INFO.getSeverity();
    }

    @Override
    public void log(
        Level level,
        @Nullable ResourceBundle bundle,
        @Nullable String message,
        @Nullable Throwable thrown) {
      if (isLoggable(level)) tell(level, localized(bundle, message), thrown);
    }

    private void tell(Level level, @Nullable String text, @Nullable Throwable thrown) {
      StringWriter line = new StringWriter();
      line.append('[').append(level.getName()).append("] ");
      line.append(Objects.requireNonNullElse(text, ""));
      if (thrown != null) {
        line.append(": ");
        thrown.printStackTrace(new PrintWriter(line));
      } else {
        line.append(System.lineSeparator());
      }
      to.print(line); // at once, lest lines of two threads mix
      to.flush();
    }

    @Override
    public void log(
        Level level,
        @Nullable ResourceBundle bundle,
        @Nullable String format,
        @Nullable Object... params) {
      if (!isLoggable(level)) return;
      String pattern = localized(bundle, format);
      boolean plain = pattern == null || params == null || params.length == 0;
      tell(level, plain ? pattern : MessageFormat.format(pattern, params), null);
    }

    private static @Nullable String localized(
        @Nullable ResourceBundle bundle, @Nullable String key) {
      if (bundle == null || key == null) return key;
      try {
        return bundle.getString(key);
      } catch (MissingResourceException none) {
        return key;
      }
    }
  }
}
