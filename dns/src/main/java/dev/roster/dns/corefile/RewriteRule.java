package dev.roster.dns.corefile;

import java.util.Arrays;
import java.util.List;

/// One rule of `rewrite`.
public sealed interface RewriteRule {
  /// Whether the rules behind it are looked at after it acted.
  boolean goesOn();

  /// The question's name.
  ///
  /// @param to the new name, or what replaces the part that matched
  /// @param auto whether the names of the answer are turned back
  /// @param answers what else happens to the answer
  record Name(boolean goesOn, NameMatch match, String to, boolean auto, List<AnswerRule> answers)
      implements RewriteRule {
    public Name {
      answers = List.copyOf(answers);
    }
  }

  /// Of a name rule: the owners of the answer's records, or the names that those hold.
  ///
  /// @param values whether the names in their data are meant
  record AnswerRule(boolean values, GoPattern from, String to) {}

  /// The question's type.
  record Type(boolean goesOn, int from, int to) implements RewriteRule {}

  /// The question's class.
  record QClass(boolean goesOn, int from, int to) implements RewriteRule {}

  /// The TTLs of the answer are brought into bounds, in seconds.
  record Ttl(boolean goesOn, NameMatch match, long min, long max) implements RewriteRule {}

  /// The answer's rcode.
  record Rcode(boolean goesOn, NameMatch match, int from, int to) implements RewriteRule {}

  /// The target of a CNAME in the answer, which is then asked for.
  record Cname(boolean goesOn, NameMatch match, String to) implements RewriteRule {}

  /// An EDNS option of the request.
  record Option(boolean goesOn, Action action, Content content, boolean revert)
      implements RewriteRule {}

  /// What happens to the option.
  enum Action {
    /// Where it is there.
    REPLACE,
    /// Where it is not there; local ones and NSID also where it is.
    APPEND,
    /// Either.
    SET,
    /// It goes.
    UNSET
  }

  /// Which option, and what it says.
  sealed interface Content {
    /// The option's code.
    int code();

    /// Bytes.
    @SuppressWarnings("ArrayRecordComponent")
    record Local(int code, byte[] bytes) implements Content {
      @Override
      public boolean equals(Object other) {
        return other instanceof Local that && code == that.code && Arrays.equals(bytes, that.bytes);
      }

      @Override
      public int hashCode() {
        return 31 * code + Arrays.hashCode(bytes);
      }
    }

    /// Something of the request.
    ///
    /// @param name `qname`, `qtype`, `client_ip`, `client_port`, `protocol`, `server_ip`,
    ///   `server_port`, or the label of a metadata value
    record Variable(int code, String name) implements Content {}

    /// A wish for the server's identifier (RFC 5001).
    record Nsid() implements Content {
      @Override
      public int code() {
        return 3;
      }
    }

    /// The client's network (RFC 7871), in bits of its address.
    record Subnet(int bits4, int bits6) implements Content {
      @Override
      public int code() {
        return 8;
      }
    }
  }
}
