package dev.roster.core.catalog;

import dev.roster.core.names.IpAddress;
import dev.roster.core.objects.Kind;
import dev.roster.core.objects.ObjectKey;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// A pod that its address may name: its key and its primary address, in few bytes.
final class PodEntry {
  private final String origin; // shared
  private final String namespace; // shared
  private final byte[] bytes; // length of the address, the address, the name

  PodEntry(String origin, String namespace, String name, IpAddress address) {
    this.origin = origin;
    this.namespace = namespace;
    byte[] text = name.getBytes(StandardCharsets.UTF_8);
    bytes = new byte[1 + address.length() + text.length];
    bytes[0] = (byte) address.length();
    int at = address.writeTo(bytes, 1);
    System.arraycopy(text, 0, bytes, at, text.length);
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
    int from = 1 + bytes[0];
    String name = new String(bytes, from, bytes.length - from, StandardCharsets.UTF_8);
    return new ObjectKey(origin, Kind.POD, namespace, name);
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
