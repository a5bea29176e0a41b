package dev.roster.kubernetes.decode;

import dev.roster.core.objects.Kind;

/// What wraps every object: `k8s\0` and a `runtime.Unknown` (apimachinery/pkg/runtime), which says
/// the type (1) and has the object's bytes (2).
final class ProtoEnvelope {
  /// The first bytes.
  static final byte[] MAGIC = {'k', '8', 's', 0};

  /// Characters of a wrong type that a fault repeats, at most.
  private static final int SHOWN_CHARS_MAX = 63;

  private final ProtoFields fields;
  private String apiVersion = "";
  private String kind = "";

  ProtoEnvelope(ProtoFields fields) {
    this.fields = fields;
  }

  /// Opens the envelope that the fields stand at; they stand at the begin of the object then.
  void open() throws MalformedBodyException {
    if (!fields.skipIfNext(MAGIC)) throw fields.malformed("is no protobuf of Kubernetes");
    apiVersion = "";
    kind = "";
    int begin = fields.mark();
    boolean raw = false;
    for (int field = fields.next(); field != 0; field = fields.next()) {
      switch (field) {
        case 1 -> {
          int outer = fields.enter();
          readType();
          fields.leave(outer);
        }
        case 3 -> {
          if (!fields.is("")) throw fields.malformed("its content is encoded once more");
        }
        default -> {
          raw |= field == 2;
          fields.skip();
        }
      }
    }
    if (!raw) throw fields.malformed("has no content");
    fields.rewind(begin);
    while (fields.next() != 2) fields.skip();
    fields.enter();
  }

  /// Reads the `TypeMeta` that the fields stand at.
  void readType() throws MalformedBodyException {
    for (int field = fields.next(); field != 0; field = fields.next()) {
      switch (field) {
        case 1 -> apiVersion = fields.shared();
        case 2 -> kind = fields.shared();
        default -> fields.skip();
      }
    }
  }

  /// Whether what was read last is an object of a kind, or with a suffix the list of them.
  boolean isOf(Kind expected, String suffix) {
    int slash = Math.max(0, apiVersion.indexOf('/'));
    return slash == expected.group().length()
        && apiVersion.startsWith(expected.group())
        && kind.length() == expected.name().length() + suffix.length()
        && kind.startsWith(expected.name())
        && kind.endsWith(suffix);
  }

  /// Whether it is a Status.
  boolean isStatus() {
    return apiVersion.equals("v1") && kind.equals("Status");
  }

  /// What is wrong if it is of another type than expected.
  String unexpected() {
    return "unexpected " + shown(apiVersion) + " " + shown(kind);
  }

  private static String shown(String text) {
    return text.length() <= SHOWN_CHARS_MAX ? text : text.substring(0, SHOWN_CHARS_MAX) + "...";
  }
}
