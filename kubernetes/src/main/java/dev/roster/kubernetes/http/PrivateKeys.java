package dev.roster.kubernetes.http;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;

/// Private keys in PEM as kubeconfigs have them: PKCS#8 (RFC 5208), and what OpenSSL wrote before
/// that: RSA alone (RFC 8017 A.1.2), EC alone (RFC 5915).
final class PrivateKeys {
  // Object identifiers, as DER has them.
  private static final byte[] RSA = HexFormat.of().parseHex("2a864886f70d010101");
  private static final byte[] EC = HexFormat.of().parseHex("2a8648ce3d0201");
  private static final Map<String, String> ALGORITHMS =
      Map.of(
          HexFormat.of().formatHex(RSA),
          "RSA",
          HexFormat.of().formatHex(EC),
          "EC",
          "2a864886f70d01010a",
          "RSASSA-PSS",
          "2b6570",
          "Ed25519",
          "2b6571",
          "Ed448");
  private static final byte[] VERSION_0 = {Der.INTEGER, 1, 0};
  private static final byte[] NULL = {5, 0};
  private static final int PARAMETERS = 0xa0;

  private PrivateKeys() {}

  /// The first private key of a PEM text.
  static PrivateKey read(String pem, String part) throws BadAccessException {
    for (Pem.Block block : Pem.read(pem, part)) {
      if (!block.label().endsWith("PRIVATE KEY")) continue;
      Optional<byte[]> pkcs8 =
          switch (block.label()) {
            case "PRIVATE KEY" -> Optional.of(block.bytes());
            case "RSA PRIVATE KEY" -> Optional.of(wrapped(RSA, NULL, block.bytes()));
            case "EC PRIVATE KEY" ->
                curve(block.bytes()).map(curve -> wrapped(EC, curve, block.bytes()));
            default ->
                throw new BadAccessException(
                    part, block + " can't be read (expected: PRIVATE KEY)");
          };
      Optional<PrivateKey> key = pkcs8.flatMap(PrivateKeys::key);
      if (key.isPresent()) return key.get();
      throw new BadAccessException(part, block + " is no key that is known here");
    }
    throw new BadAccessException(part, "has no PRIVATE KEY");
  }

  private static Optional<PrivateKey> key(byte[] pkcs8) {
    Optional<String> algorithm = algorithm(pkcs8);
    if (algorithm.isEmpty()) return Optional.empty();
    try {
      KeyFactory factory = KeyFactory.getInstance(algorithm.get());
      return Optional.of(factory.generatePrivate(new PKCS8EncodedKeySpec(pkcs8)));
    } catch (GeneralSecurityException noKey) {
      return Optional.empty(); // why may hold parts of it
    }
  }

  /// What a `PrivateKeyInfo` says: a version, an algorithm with its parameters, the key.
  private static Optional<String> algorithm(byte[] pkcs8) {
    Optional<Der> info = Der.of(pkcs8).next(Der.SEQUENCE);
    if (info.flatMap(in -> in.next(Der.INTEGER)).isEmpty()) return Optional.empty();
    return info.flatMap(in -> in.next(Der.SEQUENCE))
        .flatMap(in -> in.next(Der.OBJECT_ID))
        .flatMap(id -> Optional.ofNullable(ALGORITHMS.get(HexFormat.of().formatHex(id.rest()))));
  }

  /// The object identifier of the curve that an `ECPrivateKey` names.
  private static Optional<byte[]> curve(byte[] key) {
    Optional<Der> sequence = Der.of(key).next(Der.SEQUENCE);
    if (sequence.flatMap(in -> in.next(Der.INTEGER)).isEmpty()) return Optional.empty();
    if (sequence.flatMap(in -> in.next(Der.OCTETS)).isEmpty()) return Optional.empty();
    return sequence
        .flatMap(in -> in.next(PARAMETERS))
        .filter(parameters -> parameters.tag() == Der.OBJECT_ID)
        .map(Der::rest);
  }

  private static byte[] wrapped(byte[] algorithm, byte[] parameters, byte[] key) {
    byte[] id = Der.value(Der.OBJECT_ID, algorithm);
    byte[] content = Der.value(Der.OCTETS, key);
    byte[] pkcs8 =
        Der.value(Der.SEQUENCE, VERSION_0, Der.value(Der.SEQUENCE, id, parameters), content);
    Arrays.fill(content, (byte) 0);
    return pkcs8;
  }
}
