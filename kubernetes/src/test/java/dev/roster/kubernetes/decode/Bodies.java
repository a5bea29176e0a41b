package dev.roster.kubernetes.decode;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/// Bodies that lie beside the tests: `NAME.pb` and `NAME.json` say the same.
final class Bodies {
  private Bodies() {}

  static InputStream open(String name, Encoding encoding) throws IOException {
    return new ByteArrayInputStream(bytes(name, encoding));
  }

  static byte[] bytes(String name, Encoding encoding) throws IOException {
    String file = name + (encoding == Encoding.PROTOBUF ? ".pb" : ".json");
    try (InputStream in =
        Optional.ofNullable(Bodies.class.getResourceAsStream(file)).orElseThrow()) {
      return in.readAllBytes();
    }
  }
}
