package dev.roster.check.conformance;

import dev.roster.check.kit.ScriptedUpstream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.MXRecord;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.PTRRecord;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.Section;
import org.xbill.DNS.TXTRecord;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.Type;

/// The upstream that the recorded answers of `plugins-live.json` were made with: zone `up.test`,
/// where the first label of a name says what happens to its question.
final class UpTestZone implements ScriptedUpstream.Script {
  private static final long SLOW_MILLIS = 300;
  private static final long TTL_SECONDS = 300;

  @Override
  public Optional<byte[]> answer(byte[] bytes, boolean tcp) throws InterruptedException {
    try {
      Message question = new Message(bytes);
      Record asked = question.getQuestion();
      String name = asked.getName().toString().toLowerCase(Locale.ROOT);
      String first = name.substring(0, name.indexOf('.'));
      if (first.equals("drop")) return Optional.empty();
      if (first.equals("slow")) TimeUnit.MILLISECONDS.sleep(SLOW_MILLIS);
      Message reply = new Message(question.getHeader().getID());
      reply.getHeader().setFlag(Flags.QR);
      reply.getHeader().setFlag(Flags.RD);
      reply.getHeader().setFlag(Flags.RA);
      reply.addRecord(asked, Section.QUESTION);
      fill(reply, asked.getName(), asked.getType(), name, first, tcp);
      return Optional.of(reply.toWire());
    } catch (java.io.IOException garbage) {
      return Optional.empty();
    }
  }

  private static void fill(
      Message reply, Name asked, int type, String name, String first, boolean tcp)
      throws TextParseException, java.net.UnknownHostException {
    switch (first) {
      case "servfail" -> reply.getHeader().setRcode(Rcode.SERVFAIL);
      case "refused" -> reply.getHeader().setRcode(Rcode.REFUSED);
      case "notimp" -> reply.getHeader().setRcode(Rcode.NOTIMP);
      default -> {
        if (first.startsWith("nx") || !name.endsWith("up.test.")) {
          reply.getHeader().setRcode(Rcode.NXDOMAIN);
          reply.addRecord(soa(), Section.AUTHORITY);
          return;
        }
        if (first.equals("big") && type == Type.TXT && !tcp) {
          reply.getHeader().setFlag(Flags.TC);
          return;
        }
        List<Record> answers = answers(asked, type, first);
        answers.forEach(each -> reply.addRecord(each, Section.ANSWER));
        boolean alias = first.equals("alias") && type == Type.AAAA;
        if (answers.isEmpty() || alias) reply.addRecord(soa(), Section.AUTHORITY);
      }
    }
  }

  private static List<Record> answers(Name asked, int type, String first)
      throws TextParseException, java.net.UnknownHostException {
    List<Record> answers = new ArrayList<>();
    boolean address = type == Type.A;
    if (first.equals("alias") && (address || type == Type.AAAA)) {
      Name target = Name.fromString("www.up.test.");
      answers.add(new CNAMERecord(asked, DClass.IN, TTL_SECONDS, target));
      if (address) answers.add(a(target, TTL_SECONDS, "192.0.2.80"));
    } else if (first.equals("big") && type == Type.TXT) {
      for (int i = 0; i < 12; i++) {
        String text = String.valueOf((char) ('a' + i)).repeat(200);
        answers.add(new TXTRecord(asked, DClass.IN, TTL_SECONDS, text));
      }
    } else if (first.equals("multi") && address) {
      for (int i = 1; i < 5; i++) answers.add(a(asked, TTL_SECONDS, "192.0.2." + i));
    } else if (first.equals("ttl0") && address) {
      answers.add(a(asked, 0, "192.0.2.9"));
    } else if (first.equals("ttl7200") && address) {
      answers.add(a(asked, 7200, "192.0.2.10"));
    } else if (first.equals("mx") && type == Type.MX) {
      Name mail = Name.fromString("mail.up.test.");
      answers.add(new MXRecord(asked, DClass.IN, TTL_SECONDS, 10, mail));
    } else if (address) {
      answers.add(a(asked, TTL_SECONDS, "192.0.2.1"));
    } else if (type == Type.TXT) {
      answers.add(new TXTRecord(asked, DClass.IN, TTL_SECONDS, "hello"));
    } else if (type == Type.PTR) {
      Name host = Name.fromString("host.up.test.");
      answers.add(new PTRRecord(asked, DClass.IN, TTL_SECONDS, host));
    }
    return answers;
  }

  private static ARecord a(Name owner, long ttl, String address)
      throws java.net.UnknownHostException {
    return new ARecord(owner, DClass.IN, ttl, java.net.InetAddress.ofLiteral(address));
  }

  private static SOARecord soa() throws TextParseException {
    Name zone = Name.fromString("up.test.");
    Name host = Name.fromString("ns.up.test.");
    Name admin = Name.fromString("admin.up.test.");
    return new SOARecord(zone, DClass.IN, 120, host, admin, 7, 3600, 600, 86_400, 60);
  }
}
