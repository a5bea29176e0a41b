package dev.roster.kubernetes.decode;

import dev.roster.core.names.IpAddress;
import dev.roster.engine.objects.FactReader.Reading;
import java.util.Optional;

/// Ends the reading of one object that is well encoded but says what can't be; never leaves this
/// package.
final class Unreadable extends Exception {
  private static final long serialVersionUID = 1L;

  private final transient Reading.Broken reading;

  Unreadable(String path, String message) {
    super(path + ": " + message, null, false, false);
    this.reading = new Reading.Broken(path, message);
  }

  /// What is made of the object.
  Reading.Broken reading() {
    return reading;
  }

  /// The address that a text says.
  static IpAddress address(String text, String path) throws Unreadable {
    Optional<IpAddress> address = IpAddress.parse(text);
    if (address.isPresent()) return address.get();
    throw new Unreadable(path, "\"" + text + "\" is no IP address");
  }
}
