package dev.roster.app.train;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// The objects of a cluster that is made up, in Kubernetes' protobuf (field numbers of k8s.io/api):
/// a namespace, and headless Services with a slice each.
final class MadeUpObjects {
  /// The type of a body that is a list or a refusal.
  static final String TYPE = "application/vnd.kubernetes.protobuf";

  /// The type of a body that is a watch.
  static final String WATCH_TYPE = TYPE + ";stream=watch";

  /// How many Services.
  static final int SERVICES = 1_000;

  /// The version of all that is listed; each change has a higher one.
  static final long VERSION = 1_000;

  private static final int MEMBERS = 3;
  private static final String SYSTEM = "kube-system";
  private static final String UID = "71bb54d8-d101-45b9-834d-0bff9015";
  private static final byte[] MAGIC = {'k', '8', 's', 0};
  private static final byte[] EMPTY = {};

  private MadeUpObjects() {}

  /// What is asked for by a path.
  enum Kind {
    NAMESPACE("v1", "Namespace", 1),
    SERVICE("v1", "Service", SERVICES),
    SLICE("discovery.k8s.io/v1", "EndpointSlice", SERVICES);

    private final String apiVersion;
    private final String kind;

    /// How many there are.
    final int count;

    /// The kind that a path asks for.
    static Kind ofPath(String path) {
      if (path.endsWith("/services")) return SERVICE;
      return path.endsWith("/endpointslices") ? SLICE : NAMESPACE;
    }

    Kind(String apiVersion, String kind, int count) {
      this.apiVersion = apiVersion;
      this.kind = kind;
      this.count = count;
    }
  }

  /// A page of a list.
  ///
  /// @param continued what the next one is asked for with; "" for the last
  static byte[] page(Kind kind, int from, int to, String continued) {
    byte[] list = field(1, text(2, Long.toString(VERSION)), text(3, continued));
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    all.writeBytes(list);
    for (int i = from; i < to; i++) all.writeBytes(field(2, object(kind, i, VERSION)));
    return enveloped(kind.apiVersion, kind.kind + "List", all.toByteArray());
  }

  /// A frame of a watch.
  ///
  /// @param type `ADDED` or `MODIFIED`
  static byte[] event(String type, Kind kind, int number, long version) {
    return frame(type, enveloped(kind.apiVersion, kind.kind, object(kind, number, version)));
  }

  /// The frame that ends the objects of a streaming list.
  static byte[] listed(Kind kind) {
    byte[] end = field(12, text(1, "k8s.io/initial-events-end"), text(2, "true"));
    byte[] metadata = field(1, text(6, Long.toString(VERSION)), end);
    return frame("BOOKMARK", enveloped(kind.apiVersion, kind.kind, metadata));
  }

  /// The frames of a watch, each made when it is asked for.
  ///
  /// @param stream whether all objects come first
  /// @param changes how many follow; of slices only, others never change
  static Iterator<byte[]> frames(Kind kind, boolean stream, int changes) {
    Stream<byte[]> told =
        stream
            ? Stream.concat(
                IntStream.range(0, kind.count).mapToObj(i -> event("ADDED", kind, i, VERSION)),
                Stream.of(kind).map(MadeUpObjects::listed))
            : Stream.of();
    int last = kind == Kind.SLICE ? changes : 0;
    Stream<byte[]> changed =
        IntStream.rangeClosed(1, last)
            .mapToObj(i -> event("MODIFIED", kind, i % kind.count, VERSION + i));
    return Stream.concat(told, changed).iterator();
  }

  /// The version of the last of so many changes.
  static String lastVersion(int changes) {
    return Long.toString(VERSION + changes);
  }

  /// Why a request is refused.
  static byte[] refusal(int code) {
    byte[] status = concat(text(2, "Failure"), text(3, "not here"), number(6, code));
    return enveloped("v1", "Status", status);
  }

  private static byte[] frame(String type, byte[] enveloped) {
    byte[] event = concat(text(1, type), field(2, field(1, enveloped)));
    byte[] length = new byte[4];
    for (int i = 0; i < 4; i++) length[i] = (byte) (event.length >>> (8 * (3 - i)));
    return concat(length, event);
  }

  private static byte[] enveloped(String apiVersion, String kind, byte[] object) {
    byte[] type = field(1, text(1, apiVersion), text(2, kind));
    return concat(MAGIC, type, field(2, object), text(3, ""), text(4, ""));
  }

  private static byte[] object(Kind kind, int number, long version) {
    return switch (kind) {
      case NAMESPACE -> metadata(SYSTEM, "", version, EMPTY);
      case SERVICE -> service("s-" + number, version);
      case SLICE -> slice("s-" + number, number, version);
    };
  }

  private static byte[] metadata(String name, String namespace, long version, byte[] label) {
    return field(
        1,
        text(1, name),
        text(2, ""),
        text(3, namespace),
        text(5, UID + "0280"),
        text(6, Long.toString(version)),
        number(7, 1),
        field(8, number(1, version)),
        label);
  }

  private static byte[] label(String key, String value) {
    return field(11, text(1, key), text(2, value));
  }

  private static byte[] service(String name, long version) {
    byte[] port = field(1, text(1, "http"), text(2, "TCP"), number(3, 80));
    byte[] selector = field(2, text(1, "app"), text(2, name));
    return concat(
        metadata(name, SYSTEM, version, label("app", name)),
        field(2, port, selector, text(3, "None"), text(4, "ClusterIP"), text(18, "None")));
  }

  /// Of each change another member is ready, and one has another address.
  private static byte[] slice(String name, int number, long version) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    all.writeBytes(
        metadata(name + "-x", SYSTEM, version, label("kubernetes.io/service-name", name)));
    for (int i = 0; i < MEMBERS; i++) {
      long host = i == 0 ? version % 250 : 250 + i;
      all.writeBytes(
          field(
              2,
              text(1, "10." + number / 250 + "." + number % 250 + "." + host),
              field(2, number(1, (version + i) % 4 > 0 ? 1 : 0), number(2, 1), number(3, 0)),
              text(3, name + "-" + i),
              field(
                  4,
                  text(1, "Pod"),
                  text(2, SYSTEM),
                  text(3, name + "-" + i),
                  text(4, UID + (1_000 + i))),
              text(6, "n-" + number % 10),
              text(7, "z")));
    }
    all.writeBytes(field(3, text(1, "http"), text(2, "TCP"), number(3, 80)));
    all.writeBytes(text(4, "IPv4"));
    return all.toByteArray();
  }

  private static byte[] text(int field, String value) {
    return field(field, value.getBytes(StandardCharsets.US_ASCII));
  }

  private static byte[] field(int field, byte[]... parts) {
    byte[] value = concat(parts);
    return concat(varint((long) field << 3 | 2), varint(value.length), value);
  }

  private static byte[] number(int field, long value) {
    return concat(varint((long) field << 3), varint(value));
  }

  private static byte[] concat(byte[]... parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] part : parts) all.writeBytes(part);
    return all.toByteArray();
  }

  private static byte[] varint(long value) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    long left = value;
    for (; left > 0x7f; left >>>= 7) out.write((int) ((left & 0x7f) | 0x80));
    out.write((int) left);
    return out.toByteArray();
  }
}
