package dev.roster.dns.metrics;

import dev.roster.core.wire.Rcode;
import dev.roster.core.wire.RecordType;
import java.util.Arrays;
import java.util.List;

/// Where each number of a series stands in its array. A series is one (server, zone, view).
final class Layout {
  /// The types that are named; all others are `other`. The order is that of the slots.
  static final List<String> TYPES =
      List.of(
          "A", "AAAA", "CNAME", "DNSKEY", "DS", "MX", "NSEC3", "NSEC", "NS", "PTR", "RRSIG", "SOA",
          "SRV", "TXT", "HTTPS", "SVCB", "IXFR", "AXFR", "ANY", "other");

  /// Upper bounds of the duration's buckets, in seconds: 0.25 ms, doubling.
  static final List<Double> DURATION_BOUNDS = doubling(0.00025, 16);

  /// Upper bounds of the sizes' buckets, in bytes.
  private static final int[] SIZES = {
    0, 100, 200, 300, 400, 511, 1023, 2047, 4095, 8291, 16_000, 32_000, 48_000, 64_000
  };

  /// The same, as a scrape shows them.
  static final List<Double> SIZE_BOUNDS = Arrays.stream(SIZES).asDoubleStream().boxed().toList();

  /// Rcodes from this on share one slot.
  static final int RCODES = 24;

  /// Upper bounds of the buckets of the time that packets lay unread, in seconds: 16 us, doubling.
  static final List<Double> QUEUE_BOUNDS = doubling(16e-6, 16);

  /// Where the sum of those times stands, behind their 17 buckets.
  static final int QUEUE_SUM = 17;

  /// How many slots those times have.
  static final int QUEUE_SLOTS = 18;

  private static final int REQUESTS = 0;
  private static final int RESPONSES = REQUESTS + 4 * TYPES.size();
  static final int DO = RESPONSES + 2 * (RCODES + 1);
  private static final int DURATIONS = DO + 1;
  static final int DURATION_SUM = DURATIONS + 17;
  private static final int REQUEST_SIZES = DURATION_SUM + 1;
  private static final int RESPONSE_SIZES = REQUEST_SIZES + 2 * 16;

  /// How many slots a series has.
  static final int SLOTS = RESPONSE_SIZES + 2 * 16;

  private Layout() {}

  static int request(boolean stream, boolean ipv6, int type) {
    return requestAt((stream ? 2 : 0) + (ipv6 ? 1 : 0), typeSlot(type));
  }

  static int requestAt(int transport, int typeSlot) {
    return REQUESTS + transport * TYPES.size() + typeSlot;
  }

  static int response(int rcode, boolean written) {
    return RESPONSES + (written ? RCODES + 1 : 0) + Math.min(rcode, RCODES);
  }

  static int duration(long nanos) {
    return DURATIONS + doubled(nanos, 250_000);
  }

  static int queue(long nanos) {
    return doubled(nanos, 16_000);
  }

  private static int doubled(long nanos, long first) {
    int bucket = 0;
    long bound = first;
    while (bucket < 16 && nanos > bound) {
      bound <<= 1;
      bucket++;
    }
    return bucket;
  }

  static int durationAt(int bucket) {
    return DURATIONS + bucket;
  }

  static int requestSize(boolean stream, int bytes) {
    return requestSizeAt(stream, bucketOf(bytes));
  }

  static int requestSizeAt(boolean stream, int bucket) {
    return REQUEST_SIZES + (stream ? 16 : 0) + bucket;
  }

  static int requestSizeSum(boolean stream) {
    return requestSizeAt(stream, 15);
  }

  static int responseSize(boolean stream, int bytes) {
    return responseSizeAt(stream, bucketOf(bytes));
  }

  static int responseSizeAt(boolean stream, int bucket) {
    return RESPONSE_SIZES + (stream ? 16 : 0) + bucket;
  }

  static int responseSizeSum(boolean stream) {
    return responseSizeAt(stream, 15);
  }

  /// The rcode's name in a label.
  static String rcodeText(int rcode) {
    return rcode == RCODES ? "other" : Rcode.toText(rcode);
  }

  private static int bucketOf(int bytes) {
    int bucket = 0;
    while (bucket < SIZES.length && bytes > SIZES[bucket]) bucket++;
    return bucket;
  }

  private static int typeSlot(int type) {
    return switch (type) {
      case RecordType.A -> 0;
      case RecordType.AAAA -> 1;
      case RecordType.CNAME -> 2;
      case 48 -> 3;
      case RecordType.DS -> 4;
      case RecordType.MX -> 5;
      case 50 -> 6;
      case 47 -> 7;
      case RecordType.NS -> 8;
      case RecordType.PTR -> 9;
      case 46 -> 10;
      case RecordType.SOA -> 11;
      case RecordType.SRV -> 12;
      case RecordType.TXT -> 13;
      case RecordType.HTTPS -> 14;
      case RecordType.SVCB -> 15;
      case RecordType.IXFR -> 16;
      case RecordType.AXFR -> 17;
      case RecordType.ANY -> 18;
      default -> 19;
    };
  }

  private static List<Double> doubling(double first, int count) {
    Double[] bounds = new Double[count];
    for (int i = 0; i < count; i++) bounds[i] = first * (1 << i);
    return List.of(bounds);
  }
}
