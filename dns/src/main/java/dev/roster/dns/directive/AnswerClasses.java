package dev.roster.dns.directive;

import dev.roster.core.wire.Rcode;
import dev.roster.core.wire.RecordType;
import dev.roster.core.wire.ResourceRecord;
import dev.roster.dns.corefile.LogConfig.AnswerClass;
import dev.roster.dns.pipeline.Reply;

/// Puts answers into the classes of `log`, as CoreDNS does: success is data or a delegation, denial
/// is NXDOMAIN or no data, all else is an error.
final class AnswerClasses {
  private AnswerClasses() {}

  /// The class of a reply; never ALL.
  ///
  /// @param type the type that was asked
  static AnswerClass of(int type, Reply reply) {
    boolean transfer = type == RecordType.AXFR || type == RecordType.IXFR;
    if (transfer) return AnswerClass.ERROR;
    boolean answered = !reply.answers().isEmpty();
    if (reply.rcode() == Rcode.NXDOMAIN) return answered ? AnswerClass.ERROR : AnswerClass.DENIAL;
    if (reply.rcode() != Rcode.NOERROR) return AnswerClass.ERROR;
    if (answered) return AnswerClass.SUCCESS;
    for (ResourceRecord authority : reply.authorities()) {
      if (authority.data().type() == RecordType.SOA) return AnswerClass.DENIAL;
    }
    return AnswerClass.SUCCESS;
  }
}
