package dev.roster.dns.rewrite;

import dev.roster.core.names.Name;
import dev.roster.core.wire.RecordData;
import dev.roster.core.wire.ResourceRecord;
import dev.roster.dns.pipeline.Reply;
import java.util.ArrayList;
import java.util.List;

/// A reply on its way back to the client, while rules change it. Confined to one run.
final class Draft {
  /// A record that can be changed.
  static final class Entry {
    Name owner;
    long ttlSeconds;
    RecordData data;
    private final int recordClass;

    Entry(ResourceRecord record) {
      owner = record.owner();
      ttlSeconds = record.ttlSeconds();
      data = record.data();
      recordClass = record.recordClass();
    }

    private ResourceRecord record() {
      return new ResourceRecord(owner, ttlSeconds, data, recordClass);
    }
  }

  private final Reply reply;
  int rcode;
  boolean truncated;
  List<Entry> answers;
  final List<Entry> authorities;
  final List<Entry> additionals;

  Draft(Reply reply) {
    this.reply = reply;
    rcode = reply.rcode();
    truncated = reply.truncated();
    answers = entries(reply.answers());
    authorities = entries(reply.authorities());
    additionals = entries(reply.additionals());
  }

  static List<Entry> entries(List<ResourceRecord> records) {
    List<Entry> entries = new ArrayList<>(records.size());
    for (ResourceRecord record : records) entries.add(new Entry(record));
    return entries;
  }

  boolean isEmpty() {
    return answers.isEmpty() && authorities.isEmpty() && additionals.isEmpty();
  }

  /// What it came to.
  ///
  /// @param by who answers where nobody else did
  Reply reply(String by) {
    return new Reply(
        rcode,
        reply.authoritative(),
        truncated,
        reply.recursionAvailable(),
        records(answers),
        records(authorities),
        records(additionals),
        reply.error(),
        reply.by().isEmpty() ? by : reply.by(),
        reply.failure(),
        reply.authenticData(),
        reply.options());
  }

  private static List<ResourceRecord> records(List<Entry> entries) {
    return entries.stream().map(Entry::record).toList();
  }
}
