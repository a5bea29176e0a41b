package dev.roster.kubernetes.decode;

import java.util.HashMap;
import java.util.Map;

/// The `ObjectMeta` of one object at a time (apimachinery/pkg/apis/meta/v1/generated.proto).
final class ProtoMetadata {
  private final ProtoFields fields;
  private final Map<String, String> labels = new HashMap<>();
  private String name = "";
  private String namespace = "";
  private String uid = "";
  private String resourceVersion = "";
  private String ownerUid = "";
  private String trigger = "";
  private boolean initialEventsEnd;

  ProtoMetadata(ProtoFields fields) {
    this.fields = fields;
  }

  /// Reads the metadata of the object whose message begins here, its first field in all kinds.
  /// Leaves the fields where they stand.
  void readOf() throws MalformedBodyException {
    labels.clear();
    name = "";
    namespace = "";
    uid = "";
    resourceVersion = "";
    ownerUid = "";
    trigger = "";
    initialEventsEnd = false;
    int begin = fields.mark();
    for (int field = fields.next(); field != 0; field = fields.next()) {
      if (field == 1) read();
      else fields.skip();
    }
    fields.rewind(begin);
  }

  private void read() throws MalformedBodyException {
    int outer = fields.enter();
    for (int field = fields.next(); field != 0; field = fields.next()) {
      switch (field) {
        case 1 -> name = fields.text();
        case 3 -> namespace = fields.shared();
        case 5 -> uid = fields.text();
        case 6 -> resourceVersion = fields.text();
        case 11 -> label();
        case 12 -> annotation();
        case 13 -> owner();
        default -> fields.skip();
      }
    }
    fields.leave(outer);
  }

  private void label() throws MalformedBodyException {
    int outer = fields.enter();
    String key = "";
    String value = "";
    for (int field = fields.next(); field != 0; field = fields.next()) {
      switch (field) {
        case 1 -> key = fields.shared();
        case 2 -> value = fields.shared();
        default -> fields.skip();
      }
    }
    fields.leave(outer);
    labels.put(key, value);
  }

  /// Of most only the key is looked at: values may be large.
  private void annotation() throws MalformedBodyException {
    int outer = fields.enter();
    int begin = fields.mark();
    String key = "";
    for (int field = fields.next(); field != 0; field = fields.next()) {
      if (field == 1) key = fields.shared();
      else fields.skip();
    }
    if (key.equals(ApiObject.TRIGGER) || key.equals(ApiObject.INITIAL_EVENTS_END)) {
      fields.rewind(begin);
      String value = "";
      for (int field = fields.next(); field != 0; field = fields.next()) {
        if (field == 2) value = fields.text();
        else fields.skip();
      }
      if (key.equals(ApiObject.TRIGGER)) trigger = value;
      else initialEventsEnd = value.equals("true");
    }
    fields.leave(outer);
  }

  private void owner() throws MalformedBodyException {
    int outer = fields.enter();
    boolean service = false;
    String owner = "";
    for (int field = fields.next(); field != 0; field = fields.next()) {
      switch (field) {
        case 1 -> service = fields.is("Service");
        case 4 -> owner = fields.text();
        default -> fields.skip();
      }
    }
    fields.leave(outer);
    if (service && ownerUid.isEmpty()) ownerUid = owner;
  }

  String name() {
    return name;
  }

  String namespace() {
    return namespace;
  }

  String uid() {
    return uid;
  }

  String resourceVersion() {
    return resourceVersion;
  }

  String ownerUid() {
    return ownerUid;
  }

  String trigger() {
    return trigger;
  }

  boolean isInitialEventsEnd() {
    return initialEventsEnd;
  }

  /// A copy of the labels.
  Map<String, String> labels() {
    return Map.copyOf(labels);
  }
}
