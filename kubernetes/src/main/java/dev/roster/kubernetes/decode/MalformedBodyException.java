package dev.roster.kubernetes.decode;

import java.io.IOException;

/// A body that is not what the API sends: cut short, garbage, or beyond a bound.
public final class MalformedBodyException extends IOException {
  private static final long serialVersionUID = 1L;

  private final long offset;

  /// @param offset bytes from the body's beginning, near the fault
  /// @param place what was read there: `item 7: metadata.labels`
  MalformedBodyException(long offset, String place, String why) {
    super((place.isEmpty() ? "" : place + ": ") + why + " (at byte " + offset + ")");
    this.offset = offset;
  }

  /// Bytes from the beginning of the body, near the fault.
  public long offset() {
    return offset;
  }
}
