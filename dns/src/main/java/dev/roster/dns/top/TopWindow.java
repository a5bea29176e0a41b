package dev.roster.dns.top;

import dev.roster.core.names.Name;

/// What one worker counted in one stretch of time. One thread at a time.
final class TopWindow {
  /// Clients that have a counter.
  static final int CLIENTS_MAX = 128;

  /// Names that have a counter.
  static final int NAMES_MAX = 64;

  /// Clients that have a counter of what they ask in vain, with what they asked last.
  static final int WASTERS_MAX = 64;

  /// Bytes of a client's address; one of IPv4 is mapped to IPv6.
  static final int CLIENT_BYTES = 16;

  /// A note: how many labels of the name the client meant, the name's length, the name.
  static final int NOTE_BYTES = 2 + Name.WIRE_BYTES_MAX;

  /// Of no time yet.
  static final long NEVER = Long.MIN_VALUE;

  final Sketch clients;
  final Sketch names;
  final Sketch wasters;

  /// Which stretch of time it is.
  long number;

  long questions;
  long nxdomain;
  long wasted;

  /// An empty one, of no time yet.
  TopWindow() {
    clients = new Sketch(CLIENTS_MAX, CLIENT_BYTES, 0);
    names = new Sketch(NAMES_MAX, Name.WIRE_BYTES_MAX, 0);
    wasters = new Sketch(WASTERS_MAX, CLIENT_BYTES, NOTE_BYTES);
    number = NEVER;
  }

  private TopWindow(TopWindow other) {
    clients = other.clients.copy();
    names = other.names.copy();
    wasters = other.wasters.copy();
    number = other.number;
    questions = other.questions;
    nxdomain = other.nxdomain;
    wasted = other.wasted;
  }

  /// What it holds now.
  TopWindow copy() {
    return new TopWindow(this);
  }

  /// Forgets all, and begins with another stretch of time.
  void begin(long next) {
    clients.clear();
    names.clear();
    wasters.clear();
    number = next;
    questions = 0;
    nxdomain = 0;
    wasted = 0;
  }
}
