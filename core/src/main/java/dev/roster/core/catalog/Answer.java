package dev.roster.core.catalog;

import dev.roster.core.names.Name;
import dev.roster.core.wire.ResourceRecord;
import java.util.ArrayList;
import java.util.List;

/// What the catalog says to a name and a type inside one zone. The order of records is the
/// catalog's own and stable; rotation is the server's.
public sealed interface Answer {
  /// Records, at least one.
  record Records(List<ResourceRecord> answers, List<ResourceRecord> additionals) implements Answer {
    public Records {
      if (answers.isEmpty()) throw new IllegalArgumentException("an empty answer is NoData");
      answers = List.copyOf(answers);
      additionals = List.copyOf(additionals);
    }
  }

  /// The name exists, but not with this type: NOERROR with the zone's SOA.
  record NoData() implements Answer {}

  /// The name does not exist: NXDOMAIN with the zone's SOA.
  ///
  /// @param declared a declared set will own it, so nobody may remember that it was missing
  record NoSuchName(boolean declared, Why why) implements Answer {}

  /// Why a name does not exist, for people.
  enum Why {
    /// No Service, namespace, pod or address has a name of this form.
    NAME,
    /// No Service of this name in this namespace.
    SERVICE,
    /// The Service is there, but none of its members is ready.
    NOT_READY,
    /// The Service has ready members, but none of this name.
    MEMBER,
    /// The Service has no such port.
    PORT
  }

  /// The objects that decide are not all here yet: SERVFAIL, never NXDOMAIN.
  record NotSynced() implements Answer {}

  /// An answer of which parts are known elsewhere: ExternalName Services and members whose address
  /// is a name outside the zone. The sections are their parts in order; a part that fails elsewhere
  /// adds nothing.
  record Chase(List<Part> answers, List<Part> additionals) implements Answer {
    public Chase {
      if (answers.isEmpty()) throw new IllegalArgumentException("an empty answer is NoData");
      answers = List.copyOf(answers);
      additionals = List.copyOf(additionals);
    }
  }

  /// The answer of these parts: as records where nothing is known elsewhere, no data where there is
  /// no answer.
  static Answer of(List<Part> answers, List<Part> additionals) {
    List<ResourceRecord> known = new ArrayList<>();
    List<ResourceRecord> more = new ArrayList<>();
    boolean answersKnown = addKnown(answers, known);
    boolean additionalsKnown = addKnown(additionals, more);
    if (answers.isEmpty()) return new NoData();
    return answersKnown && additionalsKnown
        ? new Records(known, more)
        : new Chase(answers, additionals);
  }

  /// Returns whether all parts are known.
  private static boolean addKnown(List<Part> parts, List<ResourceRecord> records) {
    boolean all = true;
    for (Part part : parts) {
      switch (part) {
        case Part.Known(List<ResourceRecord> these) -> records.addAll(these);
        case Part.Elsewhere _ -> all = false;
      }
    }
    return all;
  }

  /// A part of a section.
  sealed interface Part {
    /// These records.
    record Known(List<ResourceRecord> records) implements Part {
      public Known {
        records = List.copyOf(records);
      }
    }

    /// What is answered elsewhere to a name and a type.
    record Elsewhere(Name name, int type) implements Part {}
  }
}
