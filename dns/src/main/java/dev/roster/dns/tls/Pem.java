package dev.roster.dns.tls;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Certificates and private keys in PEM (RFC 7468): PKCS#8 keys, and the older forms of RSA
/// (PKCS#1) and elliptic curves (SEC 1), not encrypted. Messages name the file and never what is in
/// it.
final class Pem {
  /// Bytes of one file, at most.
  static final int FILE_BYTES_MAX = 1 << 20;

  private static final Pattern BLOCK =
      Pattern.compile("-----BEGIN ([A-Z0-9 ]{1,40})-----([A-Za-z0-9+/=\\s]*)-----END \\1-----");
  private static final List<String> ALGORITHMS = List.of("RSA", "EC", "EdDSA", "RSASSA-PSS");

  /// `SEQUENCE { rsaEncryption, NULL }` (RFC 8017 appendix A.1).
  private static final byte[] RSA = {
    0x30,
    0x0d,
    0x06,
    0x09,
    0x2a,
    (byte) 0x86,
    0x48,
    (byte) 0x86,
    (byte) 0xf7,
    0x0d,
    0x01,
    0x01,
    0x01,
    0x05,
    0x00
  };

  /// `OBJECT IDENTIFIER id-ecPublicKey` (RFC 5480 section 2.1.1).
  private static final byte[] EC = {
    0x06, 0x07, 0x2a, (byte) 0x86, 0x48, (byte) 0xce, 0x3d, 0x02, 0x01
  };

  private static final byte[] VERSION_0 = {0x02, 0x01, 0x00};

  @SuppressWarnings("ArrayRecordComponent")
  private record Block(String label, byte[] der) {}

  private Pem() {}

  /// The certificates of a file, in order; at least one.
  static List<X509Certificate> certificates(Path file) throws IOException {
    List<X509Certificate> all = new ArrayList<>();
    try {
      CertificateFactory factory = CertificateFactory.getInstance("X.509");
      for (Block block : blocks(file)) {
        if (!block.label.equals("CERTIFICATE")) continue;
        InputStream der = new ByteArrayInputStream(block.der);
        all.add((X509Certificate) factory.generateCertificate(der));
      }
    } catch (GeneralSecurityException broken) {
      throw new IOException(file + " has a certificate that cannot be read", broken);
    }
    if (all.isEmpty()) throw new IOException(file + " has no certificate (expected: PEM)");
    return all;
  }

  /// The first private key of a file.
  static PrivateKey key(Path file) throws IOException {
    for (Block block : blocks(file)) {
      switch (block.label) {
        case "PRIVATE KEY" -> {
          return key(file, block.der);
        }
        case "RSA PRIVATE KEY" -> {
          return key(file, wrapped(RSA, block.der));
        }
        case "EC PRIVATE KEY" -> {
          return key(file, wrapped(sequence(concat(EC, curve(file, block.der))), block.der));
        }
        case "ENCRYPTED PRIVATE KEY" ->
            throw new IOException(file + " is encrypted (expected: a key without a password)");
        default -> {}
      }
    }
    throw new IOException(file + " has no private key (expected: PEM)");
  }

  private static PrivateKey key(Path file, byte[] pkcs8) throws IOException {
    for (String algorithm : ALGORITHMS) {
      try {
        return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
      } catch (GeneralSecurityException another) {
        // It names its algorithm inside; asking each is how the JDK tells.
      }
    }
    throw new IOException(file + " has a private key of a kind that is not known");
  }

  private static List<Block> blocks(Path file) throws IOException {
    byte[] bytes;
    try (InputStream in = Files.newInputStream(file)) {
      bytes = in.readNBytes(FILE_BYTES_MAX + 1);
    }
    if (bytes.length > FILE_BYTES_MAX) {
      throw new IOException(file + " is larger than " + FILE_BYTES_MAX + " bytes");
    }
    List<Block> blocks = new ArrayList<>();
    Matcher matcher = BLOCK.matcher(new String(bytes, StandardCharsets.ISO_8859_1));
    while (matcher.find()) {
      try {
        byte[] der = Base64.getMimeDecoder().decode(matcher.group(2));
        blocks.add(new Block(matcher.group(1), der));
      } catch (IllegalArgumentException broken) {
        throw new IOException(file + " is broken PEM", broken);
      }
    }
    return blocks;
  }

  /// The curve that an SEC 1 key names: what is inside its `[0]` (RFC 5915 section 3).
  private static byte[] curve(Path file, byte[] key) throws IOException {
    if (key.length < 16) throw new IOException(file + " is no private key");
    // SEQUENCE { INTEGER 1, OCTET STRING, [0] { OBJECT IDENTIFIER }, ... }
    int at = contentAt(key, 0) + 3;
    if (at + 2 < key.length && key[at] == 0x04) {
      int parameters = contentAt(key, at) + lengthAt(key, at);
      if (parameters + 2 < key.length && key[parameters] == (byte) 0xa0) {
        int from = contentAt(key, parameters);
        int to = from + lengthAt(key, parameters);
        if (to <= key.length) return Arrays.copyOfRange(key, from, to);
      }
    }
    throw new IOException(file + " has a private key that does not name its curve");
  }

  /// Where the content of the DER value at `at` begins.
  private static int contentAt(byte[] der, int at) {
    return at + 2 + (der[at + 1] < 0 ? der[at + 1] & 0x7f : 0);
  }

  private static int lengthAt(byte[] der, int at) {
    if (der[at + 1] >= 0) return der[at + 1];
    int length = 0;
    for (int i = at + 2; i < Math.min(contentAt(der, at), der.length); i++) {
      length = ((length << 8) | (der[i] & 0xff)) & 0xff_ffff;
    }
    return length;
  }

  /// A PKCS#8 key (RFC 5958 section 2).
  private static byte[] wrapped(byte[] algorithm, byte[] key) {
    return sequence(concat(VERSION_0, algorithm, value(0x04, key)));
  }

  private static byte[] sequence(byte[] content) {
    return value(0x30, content);
  }

  private static byte[] value(int tag, byte[] content) {
    int length = content.length;
    if (length < 0x80) return concat(new byte[] {(byte) tag, (byte) length}, content);
    if (length < 0x100) {
      return concat(new byte[] {(byte) tag, (byte) 0x81, (byte) length}, content);
    }
    byte[] head = {(byte) tag, (byte) 0x82, (byte) (length >> 8), (byte) length};
    return concat(head, content);
  }

  private static byte[] concat(byte[]... parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] part : parts) all.writeBytes(part);
    return all.toByteArray();
  }
}
