package dev.roster.kubernetes.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.interfaces.ECPrivateKey;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PrivateKeysTest {
  private static final byte[] P256 = HexFormat.of().parseHex("06082a8648ce3d030107");

  private static KeyPair pair(String algorithm, int bits) throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
    if (bits > 0) generator.initialize(bits);
    return generator.generateKeyPair();
  }

  /// The key that a `PrivateKeyInfo` wraps.
  private static byte[] inside(PrivateKey key) {
    Der info = Der.of(key.getEncoded()).next(Der.SEQUENCE).orElseThrow();
    assertThat(info.next(Der.INTEGER)).isPresent();
    assertThat(info.next(Der.SEQUENCE)).isPresent();
    return info.next(Der.OCTETS).orElseThrow().rest();
  }

  /// An `ECPrivateKey` with its curve, as OpenSSL writes it.
  private static byte[] sec1(PrivateKey key) {
    Der sequence = Der.of(inside(key)).next(Der.SEQUENCE).orElseThrow();
    assertThat(sequence.next(Der.INTEGER)).isPresent();
    byte[] secret = sequence.next(Der.OCTETS).orElseThrow().rest();
    return Der.value(
        Der.SEQUENCE,
        Der.value(Der.INTEGER, new byte[] {1}),
        Der.value(Der.OCTETS, secret),
        Der.value(0xa0, P256));
  }

  @Test
  void keysOfAllFormsAreRead() throws Exception {
    PrivateKey rsa = pair("RSA", 2048).getPrivate();
    PrivateKey ec = pair("EC", 256).getPrivate();
    PrivateKey ed = pair("Ed25519", 0).getPrivate();
    for (PrivateKey key : List.of(rsa, ec, ed)) {
      String pem = TestKeys.pem("PRIVATE KEY", key.getEncoded());
      assertThat(PrivateKeys.read(pem, "key")).isEqualTo(key);
    }
    String old = TestKeys.pem("RSA PRIVATE KEY", inside(rsa));
    assertThat(PrivateKeys.read(old, "key")).isEqualTo(rsa);
    String parameters = TestKeys.pem("EC PARAMETERS", P256);
    String noise = "Bag Attributes\n  x: y\n" + parameters;
    String sec1 = noise + TestKeys.pem("EC PRIVATE KEY", sec1(ec)).replace("\n", "\r\n");
    assertThat(((ECPrivateKey) PrivateKeys.read(sec1, "key")).getS())
        .isEqualTo(((ECPrivateKey) ec).getS());
  }

  @Test
  void whatIsNoKeyIsRefusedWithoutShowingIt() throws Exception {
    PrivateKey ec = pair("EC", 256).getPrivate();
    refused("", "key: has no PRIVATE KEY");
    refused(TestKeys.pem("CERTIFICATE", new byte[9]), "key: has no PRIVATE KEY");
    refused(TestKeys.pem("PRIVATE KEY", new byte[9]), "in line 1 is no key that is known here");
    refused(TestKeys.pem("EC PRIVATE KEY", inside(ec)), "is no key that is known here");
    refused(
        TestKeys.pem("ENCRYPTED PRIVATE KEY", new byte[9]),
        "key: ENCRYPTED PRIVATE KEY in line 1 can't be read (expected: PRIVATE KEY)");
    refused("\n-----BEGIN PRIVATE KEY-----\nAAAA\n", "key: PRIVATE KEY in line 2 has no end");
    refused("-----BEGIN PRIVATE KEY-----\n%%\n-----END PRIVATE KEY-----", "line 1 is no base64");
    refused("x".repeat(Pem.TEXT_CHARS_MAX + 1), "key: is over 4194304 characters");
  }

  private static void refused(String pem, String why) {
    assertThatThrownBy(() -> PrivateKeys.read(pem, "key"))
        .isInstanceOf(BadAccessException.class)
        .hasMessageContaining(why);
  }

  @Test
  void anyChangeIsReadOrRefused() throws Exception {
    PrivateKey ec = pair("EC", 256).getPrivate();
    List<byte[]> keys = List.of(ec.getEncoded(), sec1(ec));
    Random random = new Random(4);
    int refused = 0;
    for (int i = 0; i < 2_000; i++) {
      boolean sec1 = random.nextBoolean();
      byte[] changed = keys.get(sec1 ? 1 : 0).clone();
      changed[random.nextInt(changed.length)] = (byte) random.nextInt();
      byte[] text =
          TestKeys.pem(sec1 ? "EC PRIVATE KEY" : "PRIVATE KEY", changed)
              .getBytes(StandardCharsets.ISO_8859_1);
      if (i % 4 == 0) text[random.nextInt(text.length)] = (byte) random.nextInt();
      try {
        PrivateKeys.read(new String(text, StandardCharsets.ISO_8859_1), "key");
      } catch (BadAccessException bad) {
        refused++;
      }
    }
    assertThat(refused).isBetween(200, 2_000);
  }
}
