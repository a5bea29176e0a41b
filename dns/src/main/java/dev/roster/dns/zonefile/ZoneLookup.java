package dev.roster.dns.zonefile;

import dev.roster.core.names.Name;
import dev.roster.core.wire.Rcode;
import dev.roster.core.wire.RecordData;
import dev.roster.core.wire.RecordType;
import dev.roster.core.wire.ResourceRecord;
import dev.roster.dns.pipeline.Reply;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;

/// One question to a zone (RFC 1034 section 4.3.2, RFC 4592, RFC 6672), with CoreDNS's answers
/// where these leave a choice.
final class ZoneLookup {
  /// Aliases inside the zone that one answer follows, at most.
  static final int ALIASES_MAX = 9;

  private final Zone zone;
  private final Name name;
  private final int type;
  private final boolean signed;
  private final BiFunction<Name, Integer, Reply> elsewhere;

  /// What a lookup comes to.
  enum Outcome {
    SUCCESS,
    NO_SUCH_NAME,
    DELEGATION,
    NO_DATA,
    FAILURE
  }

  /// An answer.
  record Found(
      List<ResourceRecord> answers,
      List<ResourceRecord> authorities,
      List<ResourceRecord> additionals,
      Outcome outcome) {}

  private static final Found FAILED = new Found(List.of(), List.of(), List.of(), Outcome.FAILURE);

  private ZoneLookup(
      Zone zone, Name name, int type, boolean signed, BiFunction<Name, Integer, Reply> elsewhere) {
    this.zone = zone;
    this.name = name;
    this.type = type;
    this.signed = signed;
    this.elsewhere = elsewhere;
  }

  /// The answer to a question of a name in the zone.
  ///
  /// @param name in lower case
  /// @param signed whether signatures are wanted (the DO bit)
  /// @param elsewhere what the server says to names that the zone has no records of
  static Found find(
      Zone zone, Name name, int type, boolean signed, BiFunction<Name, Integer, Reply> elsewhere) {
    return new ZoneLookup(zone, name, type, signed, elsewhere).find();
  }

  private Found find() {
    if (name.equals(zone.origin()) && type == RecordType.SOA) {
      return success(zone.soa(signed), List.of());
    }
    if (name.equals(zone.origin()) && type == RecordType.NS) {
      List<ResourceRecord> servers = zone.nameServers(signed);
      return new Found(servers, List.of(), glue(servers), Outcome.SUCCESS);
    }
    Optional<Name> wildcard = Optional.empty();
    Optional<Node> node = Optional.empty();
    int below = name.labelCount() - zone.origin().labelCount();
    for (int i = 0; i <= below; i++) {
      Name part = name.suffix(below - i);
      node = zone.find(part);
      if (node.isEmpty()) {
        Optional<Name> beside = wildcardBeside(part);
        if (beside.isPresent()) wildcard = beside;
        continue;
      }
      Optional<Found> aliased = throughDname(node.get());
      if (aliased.isPresent()) return aliased.get();
      Optional<Found> referral = delegation(node.get(), name, List.of());
      if (referral.isPresent()) return referral.get();
    }
    if (node.isPresent()) return ofNode(node.get(), false);
    if (wildcard.isPresent() && !isCut(wildcard.get())) {
      Optional<Node> source = zone.find(wildcard.get());
      if (source.isEmpty()) return negative(zone.soa(signed), Outcome.NO_DATA);
      return ofNode(source.get(), true);
    }
    return noSuchName();
  }

  /// The wildcard beside a name that has no node: with records, or with names below it.
  private Optional<Name> wildcardBeside(Name part) {
    if (part.labelCount() < 2) return Optional.empty();
    Name parent = part.suffix(1);
    if (parent.wireLength() + 2 > Name.WIRE_BYTES_MAX) return Optional.empty();
    Name wildcard = parent.child("*");
    boolean there = zone.find(wildcard).isPresent() || zone.hasBelow(wildcard);
    return there ? Optional.of(wildcard) : Optional.empty();
  }

  /// Whether an empty non-terminal stands between the name and the wildcard (RFC 4592 section
  /// 3.3.1).
  private boolean isCut(Name wildcard) {
    Name parent = wildcard.suffix(1);
    Name here = name;
    while (here.labelCount() > 1) {
      here = here.suffix(1);
      if (here.equals(parent) || !here.isIn(parent)) return false;
      if (zone.hasBelow(here)) return true;
    }
    return false;
  }

  private Optional<Found> throughDname(Node node) {
    List<ResourceRecord> dnames = node.of(RecordType.DNAME);
    if (dnames.isEmpty() || name.equals(node.name())) return Optional.empty();
    ResourceRecord dname = dnames.getFirst();
    Optional<Name> target = Targets.ofDname(dname);
    int labels = name.labelCount() - node.name().labelCount();
    if (target.isEmpty()) return Optional.empty();
    Name prefix = prefix(labels);
    if (prefix.wireLength() - 1 + target.get().wireLength() > Name.WIRE_BYTES_MAX) {
      return Optional.of(FAILED);
    }
    Name substituted = target.get().under(prefix);
    if (substituted.equals(name)) return Optional.of(FAILED);
    ResourceRecord alias =
        new ResourceRecord(name, dname.ttlSeconds(), new RecordData.Cname(substituted));
    Found behind =
        type == RecordType.CNAME
            ? success(List.of(alias), List.of())
            : follow(node, List.of(alias));
    List<ResourceRecord> answers = new ArrayList<>(node.of(RecordType.DNAME, signed));
    answers.addAll(behind.answers());
    return Optional.of(
        new Found(answers, behind.authorities(), behind.additionals(), behind.outcome()));
  }

  /// The leftmost labels of the name, as a name.
  private Name prefix(int labels) {
    Name rest = name.suffix(labels);
    byte[] wire = new byte[name.wireLength()];
    name.writeTo(wire, 0);
    int length = name.wireLength() - rest.wireLength();
    wire[length] = 0;
    return Name.ofWire(wire, 0, length + 1);
  }

  private Found ofNode(Node node, boolean wildcard) {
    List<ResourceRecord> aliases = owned(node.of(RecordType.CNAME), wildcard);
    if (!aliases.isEmpty() && type != RecordType.CNAME) return follow(node, aliases);
    List<ResourceRecord> answers = new ArrayList<>(owned(node.of(type), wildcard));
    if (answers.isEmpty()) {
      List<ResourceRecord> proof = new ArrayList<>(zone.soa(signed));
      if (signed) proof.addAll(node.of(RecordType.NSEC, true));
      return negative(proof, Outcome.NO_DATA);
    }
    List<ResourceRecord> additionals = additionals(answers);
    List<ResourceRecord> authorities = new ArrayList<>(zone.nameServers(signed));
    if (signed) {
      if (wildcard) {
        zone.before(name).ifPresent(it -> authorities.addAll(it.of(RecordType.NSEC, true)));
      }
      answers.addAll(owned(node.signaturesOf(type), wildcard));
    }
    return new Found(answers, authorities, additionals, Outcome.SUCCESS);
  }

  /// Records of a wildcard have the name that was asked.
  private List<ResourceRecord> owned(List<ResourceRecord> records, boolean wildcard) {
    if (!wildcard) return records;
    return records.stream().map(record -> record.withOwner(name)).toList();
  }

  private Found noSuchName() {
    boolean between = zone.hasBelow(name);
    Outcome outcome = between ? Outcome.SUCCESS : Outcome.NO_SUCH_NAME;
    List<ResourceRecord> proof = new ArrayList<>(zone.soa(signed));
    Optional<Node> deny = signed ? zone.before(name) : Optional.empty();
    if (deny.isPresent()) {
      proof.addAll(deny.get().of(RecordType.NSEC, true));
      if (!between) proof.addAll(noWildcard(deny.get()));
    }
    return negative(proof, outcome);
  }

  private List<ResourceRecord> noWildcard(Node deny) {
    for (int i = 0; i < name.labelCount(); i++) {
      Name part = name.suffix(i);
      boolean encloses = zone.find(part).isPresent();
      if (!encloses || part.wireLength() + 2 > Name.WIRE_BYTES_MAX) continue;
      return zone.before(part.child("*"))
          .filter(node -> !node.name().equals(deny.name()))
          .map(node -> node.of(RecordType.NSEC, true))
          .orElse(List.of());
    }
    return List.of();
  }

  /// Aliases to their end: inside the zone here, beyond it by asking the server.
  private Found follow(Node from, List<ResourceRecord> aliases) {
    List<ResourceRecord> answers = new ArrayList<>(aliases);
    if (signed) answers.addAll(from.signaturesOf(RecordType.CNAME));
    ResourceRecord last = aliases.getFirst();
    for (int i = 0; ; i++) {
      if (!(last.data() instanceof RecordData.Cname(Name target))) return FAILED;
      Optional<Node> node = zone.find(target);
      Optional<Found> referral = firstCut(target, node, answers);
      if (referral.isPresent()) return referral.get();
      boolean apex =
          type == RecordType.NS || (type == RecordType.SOA && target.equals(zone.origin()));
      if (node.isEmpty() || apex) return outside(target, answers);
      if (i == ALIASES_MAX) return success(answers, additionals(answers));
      List<ResourceRecord> more = node.get().of(RecordType.CNAME);
      if (more.isEmpty()) {
        answers.addAll(node.get().of(type));
        if (signed && !node.get().of(type).isEmpty()) {
          answers.addAll(node.get().signaturesOf(type));
        }
        return success(answers, additionals(answers));
      }
      answers.addAll(node.get().of(RecordType.CNAME, signed));
      last = more.getFirst();
    }
  }

  private Found outside(Name target, List<ResourceRecord> answers) {
    Reply reply = elsewhere.apply(target, type);
    answers.addAll(reply.answers());
    Outcome outcome =
        switch (reply.rcode()) {
          case Rcode.NXDOMAIN -> Outcome.NO_SUCH_NAME;
          case Rcode.SERVFAIL -> Outcome.FAILURE;
          case Rcode.NOERROR -> reply.answers().isEmpty() ? Outcome.NO_DATA : Outcome.SUCCESS;
          default -> Outcome.SUCCESS;
        };
    boolean negative = outcome == Outcome.NO_SUCH_NAME || outcome == Outcome.NO_DATA;
    return new Found(
        answers,
        negative ? zone.soa(signed) : zone.nameServers(signed),
        additionals(answers),
        outcome);
  }

  /// The first cut between the apex and a target.
  private Optional<Found> firstCut(
      Name target, Optional<Node> exact, List<ResourceRecord> answers) {
    if (!target.isIn(zone.origin())) return Optional.empty();
    int below = target.labelCount() - zone.origin().labelCount();
    for (int i = below - 1; i >= 0; i--) {
      Optional<Node> node = i == 0 ? exact : zone.find(target.suffix(i));
      Optional<Found> referral = node.flatMap(it -> delegation(it, target, answers));
      if (referral.isPresent()) return referral;
    }
    return Optional.empty();
  }

  /// A referral, if the node is a cut; DS at the cut itself is this zone's to answer.
  private Optional<Found> delegation(Node node, Name asked, List<ResourceRecord> answers) {
    List<ResourceRecord> servers = node.of(RecordType.NS);
    boolean ds = type == RecordType.DS && node.name().equals(asked);
    if (servers.isEmpty() || ds) return Optional.empty();
    List<ResourceRecord> authorities = new ArrayList<>(servers);
    if (signed) authorities.addAll(node.of(RecordType.DS, true));
    return Optional.of(new Found(answers, authorities, glue(servers), Outcome.DELEGATION));
  }

  /// Addresses of name servers below the name that they serve.
  private List<ResourceRecord> glue(List<ResourceRecord> servers) {
    List<ResourceRecord> glue = new ArrayList<>();
    for (ResourceRecord record : servers) {
      if (!(record.data() instanceof RecordData.Ns(Name host))) continue;
      if (host.isIn(record.owner())) glue.addAll(addresses(host));
    }
    return glue;
  }

  /// The addresses of each target of the answers that is in the zone, once.
  private List<ResourceRecord> additionals(List<ResourceRecord> answers) {
    List<ResourceRecord> additionals = new ArrayList<>();
    Set<Name> seen = new HashSet<>();
    for (ResourceRecord record : answers) {
      Optional<Name> target = Targets.ofService(record).filter(it -> it.isIn(zone.origin()));
      if (target.isPresent() && seen.add(target.get())) {
        additionals.addAll(addresses(target.get()));
      }
    }
    return additionals;
  }

  private List<ResourceRecord> addresses(Name host) {
    Optional<Node> node = zone.find(host);
    if (node.isEmpty()) return List.of();
    List<ResourceRecord> addresses = new ArrayList<>();
    for (int family : new int[] {RecordType.A, RecordType.AAAA}) {
      if (!node.get().of(family).isEmpty()) addresses.addAll(node.get().of(family, signed));
    }
    return addresses;
  }

  private Found success(List<ResourceRecord> answers, List<ResourceRecord> additionals) {
    return new Found(answers, zone.nameServers(signed), additionals, Outcome.SUCCESS);
  }

  private static Found negative(List<ResourceRecord> authorities, Outcome outcome) {
    return new Found(List.of(), authorities, List.of(), outcome);
  }
}
