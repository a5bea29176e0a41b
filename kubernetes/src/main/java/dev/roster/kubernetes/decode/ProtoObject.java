package dev.roster.kubernetes.decode;

import dev.roster.core.catalog.Fact;
import dev.roster.core.catalog.Fact.SliceFact;
import dev.roster.core.names.IpAddress;
import dev.roster.core.objects.Kind;
import dev.roster.core.objects.ObjectKey;
import dev.roster.engine.objects.FactReader;
import dev.roster.engine.objects.FactReader.Reading;
import java.util.ArrayList;
import java.util.List;

/// One protobuf object at a time to its fact, as [FactReader] reads it from a tree. The numbers of
/// fields are those of api/core/v1/generated.proto and api/discovery/v1/generated.proto.
final class ProtoObject {
  private final String origin;
  private final Kind kind;
  private final ProtoFields fields;
  private final ProtoMetadata metadata;
  private final ProtoService service;
  private final ProtoSlice slice;

  ProtoObject(String origin, Kind kind, ProtoFields fields) {
    this.origin = origin;
    this.kind = kind;
    this.fields = fields;
    this.metadata = new ProtoMetadata(fields);
    ProtoPorts ports = new ProtoPorts(fields);
    this.service = new ProtoService(fields, ports);
    this.slice = new ProtoSlice(fields, ports);
  }

  /// What the last [#read] or [#readMetadata] found.
  ProtoMetadata metadata() {
    return metadata;
  }

  /// Reads the metadata alone of the object that the fields stand at.
  void readMetadata() throws MalformedBodyException {
    metadata.readOf();
  }

  /// Reads the object that the fields stand at.
  ApiObject read() throws MalformedBodyException {
    metadata.readOf();
    boolean cluster = kind.equals(Kind.NAMESPACE) || kind.equals(Kind.NODE);
    String stated = metadata.namespace();
    String namespace = cluster ? "" : stated.isEmpty() ? "default" : stated;
    ObjectKey key = new ObjectKey(origin, kind, namespace, metadata.name());
    Reading reading;
    try {
      reading = reading(key);
      if (key.name().isEmpty()) reading = new Reading.Broken("metadata.name", "is missing");
    } catch (Unreadable unreadable) {
      reading = unreadable.reading();
    }
    return new ApiObject(
        key,
        reading,
        metadata.uid(),
        metadata.resourceVersion(),
        metadata.ownerUid(),
        metadata.trigger());
  }

  private Reading reading(ObjectKey key) throws MalformedBodyException, Unreadable {
    if (kind.equals(Kind.ENDPOINT_SLICE)) return new Reading.Read(slice(key));
    if (kind.equals(Kind.SERVICE)) {
      return new Reading.Read(service.read(key, metadata.uid(), metadata.labels()));
    }
    if (kind.equals(Kind.POD)) return pod(key);
    if (kind.equals(Kind.NAMESPACE)) {
      return new Reading.Read(new Fact.NamespaceFact(key, metadata.labels()));
    }
    if (kind.equals(Kind.NODE)) return new Reading.Read(new Fact.NodeFact(key, metadata.labels()));
    return new Reading.Ignored();
  }

  private SliceFact slice(ObjectKey key) throws MalformedBodyException, Unreadable {
    return slice.read(key, metadata.labels());
  }

  /// Of a Pod: phase and addresses of `status` (3), nothing of the rest, which is most of it.
  private Reading pod(ObjectKey key) throws MalformedBodyException, Unreadable {
    String phase = "";
    String primary = "";
    List<String> texts = new ArrayList<>(1);
    for (int field = fields.next(); field != 0; field = fields.next()) {
      if (field != 3) {
        fields.skip();
        continue;
      }
      int outer = fields.enter();
      for (int inner = fields.next(); inner != 0; inner = fields.next()) {
        switch (inner) {
          case 1 -> phase = fields.shared();
          case 6 -> primary = fields.text();
          case 12 -> texts.add(podIp());
          default -> fields.skip();
        }
      }
      fields.leave(outer);
    }
    boolean ended = phase.equals("Succeeded") || phase.equals("Failed") || phase.equals("Unknown");
    if (ended) return new Reading.Nothing(key);
    List<IpAddress> addresses = new ArrayList<>(texts.size());
    if (!primary.isEmpty()) addresses.add(Unreadable.address(primary, "status.podIP"));
    for (int i = 0; i < texts.size(); i++) {
      boolean known = texts.get(i).isEmpty() || texts.get(i).equals(primary);
      if (known || texts.indexOf(texts.get(i)) < i) continue;
      addresses.add(Unreadable.address(texts.get(i), "status.podIPs[" + i + "].ip"));
    }
    if (addresses.isEmpty()) return new Reading.Nothing(key);
    return new Reading.Read(new Fact.PodFact(key, addresses, metadata.labels()));
  }

  private String podIp() throws MalformedBodyException {
    int outer = fields.enter();
    String text = "";
    for (int field = fields.next(); field != 0; field = fields.next()) {
      if (field == 1) text = fields.text();
      else fields.skip();
    }
    fields.leave(outer);
    return text;
  }
}
