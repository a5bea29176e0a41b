package dev.roster.dns.pipeline;

import dev.roster.core.catalog.Catalog;
import dev.roster.core.catalog.Roster;
import dev.roster.core.catalog.RosterFinder;
import dev.roster.core.names.IpAddress;
import dev.roster.core.names.Name;
import dev.roster.core.names.Network;
import dev.roster.core.wire.Flags;
import dev.roster.core.wire.Message;
import dev.roster.core.wire.RequestDecoder;
import java.util.Arrays;
import java.util.Iterator;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A packet under way: what came, who sent it, and the reply as it is written. One a worker, used
/// again for each packet, confined to the worker's thread.
public final class Packet {
  private static final int LABELS_MAX = 128;

  final RequestDecoder query = new RequestDecoder();
  final Patch patch = new Patch();

  private final QuestionName name = new QuestionName();

  /// The question's name, uncompressed and in lower case.
  final byte[] folded = name.folded;

  /// Where the reply is written; a worker's has room for any, others grow with the reply.
  byte[] reply;

  private final RosterFinder rosters = new RosterFinder();
  private final byte[] labelAt = new byte[LABELS_MAX];
  private final byte[] source = new byte[16];
  private int sourceLength = 4;
  private int sourcePort;
  private Transport transport = Transport.UDP;
  private long random;

  /// How long the connection may be silent, in tenths of a second; 0: not told.
  int keepaliveTenths;

  Catalog catalog = Catalog.EMPTY;
  Site site = Site.NONE;
  ServerBlock block = ServerBlock.NONE;

  /// The question that the reply shows in place of the client's own; null for nearly all.
  @Nullable Question shown;

  int replyLength;
  @Nullable Iterator<byte[]> streamed;
  int rcode;

  /// The TTL of a kept reply's records.
  int ttlSeconds;

  long hash;
  long startNanos;
  boolean upperCase;

  /// Whether the thread that answers it may wait for something outside the process; a worker's may
  /// not.
  boolean mayWait = true;

  /// Who is told of the answer.
  Observer observer = Observer.NONE;

  private int labelCount; // -1: not read yet

  /// A packet whose random numbers start from a seed.
  public Packet(long seed) {
    this(seed, new byte[Message.BYTES_MAX]);
  }

  private Packet(long seed, byte[] reply) {
    random = seed == 0 ? 1 : seed;
    this.reply = reply;
  }

  /// A packet that holds no buffer until its reply is written: thousands may wait.
  static Packet light(long seed) {
    return new Packet(seed, Patch.NO_BYTES);
  }

  /// Makes room for a reply of so many bytes.
  void reserve(int bytes) {
    if (bytes > reply.length) reply = Arrays.copyOf(reply, bytes);
  }

  /// Says who sent the next message, and how. The address has 4 or 16 bytes.
  public void from(Transport how, byte[] address, int port) {
    transport = how;
    sourceLength = address.length;
    System.arraycopy(address, 0, source, 0, address.length);
    sourcePort = port;
  }

  /// Says how long the connections of this worker may be silent, in tenths of a second, for clients
  /// that ask (RFC 7828).
  public void keepalive(int tenths) {
    keepaliveTenths = Math.min(tenths, 0xffff);
  }

  /// Lets go of the catalog that the last message was answered from.
  public void letGo() {
    catalog = Catalog.EMPTY;
  }

  /// Says who is told of this worker's answers.
  public void observer(Observer told) {
    observer = told;
  }

  /// A copy of what came, as if over TCP; it lives on when the worker goes on to the next packet.
  Packet detached() {
    Packet copy = copy();
    copy.transport = Transport.TCP;
    return copy;
  }

  /// A light packet for the same request; it lives on when the worker goes on to the next packet.
  Packet copy() {
    Packet copy = light(nextRandom());
    byte[] bytes = Arrays.copyOfRange(query.bytes(), query.offset(), query.end());
    copy.query.decode(bytes, 0, bytes.length);
    copy.transport = transport;
    copy.sourceLength = sourceLength;
    System.arraycopy(source, 0, copy.source, 0, source.length);
    copy.sourcePort = sourcePort;
    copy.keepaliveTenths = keepaliveTenths;
    copy.observer = observer.elsewhere();
    copy.catalog = catalog;
    copy.site = site;
    copy.block = block;
    copy.startNanos = startNanos;
    System.arraycopy(folded, 0, copy.folded, 0, folded.length);
    System.arraycopy(labelAt, 0, copy.labelAt, 0, labelAt.length);
    copy.labelCount = labelCount;
    copy.hash = hash;
    copy.upperCase = upperCase;
    copy.patch.clear();
    return copy;
  }

  /// The same request with another question, for blocks that look at it.
  Packet asking(Question other) {
    Packet inner = copy();
    byte[] old = query.bytes();
    int name = other.name().wireLength();
    int rest = query.end() - query.questionEnd();
    byte[] bytes = new byte[Flags.HEADER_BYTES + name + 4 + rest];
    System.arraycopy(old, query.offset(), bytes, 0, Flags.HEADER_BYTES);
    other.name().writeTo(bytes, Flags.HEADER_BYTES);
    int at = Flags.HEADER_BYTES + name;
    bytes[at] = (byte) (other.type() >> 8);
    bytes[at + 1] = (byte) other.type();
    bytes[at + 2] = (byte) (other.qclass() >> 8);
    bytes[at + 3] = (byte) other.qclass();
    System.arraycopy(old, query.questionEnd(), bytes, at + 4, rest);
    inner.query.decode(bytes, 0, bytes.length, true);
    inner.readName(1);
    return inner;
  }

  /// Says that the reply has an OPT record of this payload size although the request has none.
  void addOpt(int udpSize) {
    if (!query.edns()) patch.addedUdpSize = udpSize;
  }

  /// Says that the reply is these messages, whole as they are, on a transport that has a stream:
  /// the first takes the place of the reply, the others follow it.
  public void stream(Iterator<byte[]> messages) {
    streamed = messages;
  }

  /// The messages that follow the reply, none for nearly all; to be sent by whoever takes them.
  public @Nullable Iterator<byte[]> takeStream() {
    Iterator<byte[]> taken = streamed;
    streamed = null;
    return taken;
  }

  /// The request; a directive sees only queries.
  public RequestDecoder query() {
    return query;
  }

  /// How it came.
  public Transport transport() {
    return transport;
  }

  /// Whether the sender has an IPv4 address.
  public boolean isIpv4() {
    return sourceLength == 4;
  }

  /// The sender's address. Allocates.
  public IpAddress source() {
    byte[] bytes = new byte[sourceLength];
    System.arraycopy(source, 0, bytes, 0, sourceLength);
    return IpAddress.of(bytes);
  }

  /// Whether the sender is in a network. No allocation.
  public boolean isFrom(Network network) {
    IpAddress address = network.address();
    if (address.length() != sourceLength) return false;
    int whole = network.bits() / 8;
    for (int i = 0; i < whole; i++) if (sourceByte(i) != address.byteAt(i)) return false;
    int rest = network.bits() % 8;
    return rest == 0 || (sourceByte(whole) ^ address.byteAt(whole)) >> (8 - rest) == 0;
  }

  /// Bytes for a directive to work in while it is asked, [Patch#COOKIE_BYTES_MAX] of them.
  public byte[] scratch() {
    return patch.cookie;
  }

  /// Writes the sender's address, of IPv4 as mapped to IPv6: 16 bytes, with 8 bytes of 0 behind.
  public void copySource(byte[] target) {
    Arrays.fill(target, 0, 24, (byte) 0);
    int at = 16 - sourceLength;
    System.arraycopy(source, 0, target, at, sourceLength);
    if (at > 0) target[10] = target[11] = (byte) 0xff;
  }

  /// One byte of the sender's address, 0..255.
  public int sourceByte(int index) {
    return source[index] & 0xff;
  }

  /// The sender's port.
  public int sourcePort() {
    return sourcePort;
  }

  /// The catalog that this packet is answered from.
  public Catalog catalog() {
    return catalog;
  }

  /// The server block that answers.
  public ServerBlock block() {
    return block;
  }

  /// What directives of its block (while blocks are tried: of the one that is) know of it under a
  /// label such as `kubernetes/client-namespace`; empty where none does, and everywhere in a block
  /// without `metadata` for the question's name. Allocates; for `takes`, `answer` and `observe`.
  public Optional<String> metadata(String label) {
    return block.metadata(this, label);
  }

  /// The listener that it came to, as metrics name it: `dns://127.0.0.1:53`.
  public String server() {
    return site.server();
  }

  /// The address of that listener, `::` for all addresses.
  public String serverAddress() {
    return site.serverAddress();
  }

  /// The port of that listener.
  public String serverPort() {
    return site.serverPort();
  }

  /// When it was received, of the server's nano clock.
  public long startNanos() {
    return startNanos;
  }

  /// The reply's buffer; its first [#replyLength] bytes are the message. Do not change it.
  public byte[] replyBytes() {
    return reply;
  }

  /// Bytes of the reply; 0 for none.
  public int replyLength() {
    return replyLength;
  }

  /// The reply's whole rcode.
  public int rcode() {
    return rcode;
  }

  /// The reply's header flags.
  public int replyFlags() {
    return ((reply[2] & 0xff) << 8) | (reply[3] & 0xff);
  }

  /// Labels of the question's name, the root's not counted.
  public int labelCount() {
    if (labelCount < 0) readLabels();
    return labelCount;
  }

  /// Where label `index`, counted from the left, begins in [#folded]: its length byte.
  public int labelAt(int index) {
    if (labelCount < 0) readLabels();
    return labelAt[index] & 0xff;
  }

  private void readLabels() {
    int count = 0;
    for (int at = 0; folded[at] != 0; at += 1 + folded[at]) labelAt[count++] = (byte) at;
    labelCount = count;
  }

  /// Writes the question's name in wire form and lower case; returns its length.
  public int copyName(byte[] target, int at) {
    System.arraycopy(folded, 0, target, at, query.nameLength());
    return query.nameLength();
  }

  /// One byte of the question's name in wire form and lower case.
  public byte folded(int index) {
    return folded[index];
  }

  /// Whether the question's name is in a zone. No allocation.
  public boolean isIn(Name zone) {
    int labels = labelCount();
    int above = labels - zone.labelCount();
    if (above < 0) return false;
    int at = query.nameLength() - zone.wireLength();
    // The root holds every name; where a zone's labels begin, the name's must.
    if (above < labels && labelAt(above) != at) return false;
    return above == labels || zone.isLowerCaseAt(folded, at);
  }

  /// The roster of the current catalog that two labels of the question name, null if there is none.
  /// No allocation.
  ///
  /// @param origin the only origin looked at; "": all
  /// @param imported whether a ServiceImport is meant
  public @Nullable Roster roster(
      String origin, int namespaceLabel, int serviceLabel, boolean imported) {
    return rosters.find(
        catalog, origin, folded, labelAt(namespaceLabel), labelAt(serviceLabel), imported);
  }

  /// Whether the current catalog has the namespace that a label names. No allocation.
  public boolean hasNamespace(String origin, int label) {
    return rosters.hasNamespace(catalog, origin, folded, labelAt(label));
  }

  /// Whether a label of the question is this lower-case text of ASCII letters. No allocation.
  public boolean isLabel(int index, String text) {
    int at = labelAt(index);
    if (folded[at] != text.length()) return false;
    for (int i = 0; i < text.length(); i++) {
      if (folded[at + 1 + i] != (byte) text.charAt(i)) return false;
    }
    return true;
  }

  /// A random number in `[0, bound)`.
  int random(int bound) {
    return (int) (((nextRandom() >>> 32) * bound) >>> 32);
  }

  private long nextRandom() {
    long x = random;
    x ^= x << 13;
    x ^= x >>> 7;
    x ^= x << 17;
    random = x;
    return x;
  }

  /// Reads the question's name; labels are read when they are asked for.
  void readName(long seed) {
    query.copyName(folded, 0);
    name.fold(query.nameLength(), seed);
    hash = name.hash;
    upperCase = name.upperCase;
    labelCount = -1;
  }

  /// Completes the hash by what else decides a plan.
  void hashWith(int blockNumber, int type) {
    hash = QuestionName.mix(hash ^ ((long) blockNumber << 16) ^ type);
  }

  /// The request's flags that a reply repeats: opcode, and RD and CD of a query.
  int repeatedFlags() {
    int flags = query.flags();
    int repeated = Flags.opcode(flags) == 0 ? Flags.RD | Flags.CD : 0;
    return flags & (Flags.OPCODE | repeated);
  }
}
