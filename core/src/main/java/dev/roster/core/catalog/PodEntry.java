package dev.roster.core.catalog;

import dev.roster.core.names.IpAddress;
import dev.roster.core.objects.Kind;
import dev.roster.core.objects.ObjectKey;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/// A pod that its address may name: its key, its primary address and its labels, in few bytes.
final class PodEntry {
  private static final int TEXT_BYTES_MAX = 0xffff;

  private final String origin; // shared
  private final String namespace; // shared

  /// Length of the address, the address; then, each behind its length in two bytes, the name, and
  /// keys and values of labels in the order of keys.
  private final byte[] bytes;

  PodEntry(
      String origin, String namespace, String name, IpAddress address, Map<String, String> labels) {
    this.origin = origin;
    this.namespace = namespace;
    byte[][] texts = new byte[1 + 2 * labels.size()][];
    texts[0] = bytes(name);
    int count = 1;
    for (Map.Entry<String, String> label : new TreeMap<>(labels).entrySet()) {
      texts[count++] = bytes(label.getKey());
      texts[count++] = bytes(label.getValue());
    }
    int length = 1 + address.length();
    for (byte[] text : texts) length += 2 + text.length;
    bytes = new byte[length];
    bytes[0] = (byte) address.length();
    int at = address.writeTo(bytes, 1);
    for (byte[] text : texts) {
      bytes[at++] = (byte) (text.length >> 8);
      bytes[at++] = (byte) text.length;
      System.arraycopy(text, 0, bytes, at, text.length);
      at += text.length;
    }
  }

  /// What no API server takes for a name or a label is empty.
  private static byte[] bytes(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return bytes.length > TEXT_BYTES_MAX ? new byte[0] : bytes;
  }

  String origin() {
    return origin;
  }

  String namespace() {
    return namespace;
  }

  IpAddress address() {
    return IpAddress.of(Arrays.copyOfRange(bytes, 1, 1 + bytes[0]));
  }

  ObjectKey key() {
    return new ObjectKey(origin, Kind.POD, namespace, text(1 + bytes[0]));
  }

  /// Its labels, in the order of keys.
  Map<String, String> labels() {
    Map<String, String> labels = new LinkedHashMap<>();
    int at = behind(1 + bytes[0]);
    while (at < bytes.length) {
      int value = behind(at);
      labels.put(text(at), text(value));
      at = behind(value);
    }
    return labels;
  }

  private String text(int at) {
    return new String(bytes, at + 2, behind(at) - at - 2, StandardCharsets.UTF_8);
  }

  private int behind(int at) {
    return at + 2 + ((bytes[at] & 0xff) << 8 | (bytes[at + 1] & 0xff));
  }

  /// Bytes of heap, shared texts not counted.
  long bytesHeld() {
    return 24 + Footprint.array(1, bytes.length);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof PodEntry that
        && origin.equals(that.origin)
        && namespace.equals(that.namespace)
        && Arrays.equals(bytes, that.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }
}
