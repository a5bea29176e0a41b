package dev.roster.dns.pipeline;

/// Is told of each answer, on the thread that gives it and before it is sent. One a worker,
/// confined to its thread. Must not wait, and must not allocate for what it does not keep.
public interface Observer {
  /// Looks at nothing.
  Observer NONE =
      new Observer() {
        @Override
        public void answered(Packet packet) {}

        @Override
        public Observer elsewhere() {
          return this;
        }
      };

  /// The packet has its question, and the reply that its client will get.
  void answered(Packet packet);

  /// For answers that this worker hands over to other threads, any number of them at a time.
  Observer elsewhere();

  /// Tells both.
  static Observer both(Observer one, Observer other) {
    if (one.equals(NONE)) return other;
    if (other.equals(NONE)) return one;
    return new Observer() {
      @Override
      public void answered(Packet packet) {
        one.answered(packet);
        other.answered(packet);
      }

      @Override
      public Observer elsewhere() {
        return both(one.elsewhere(), other.elsewhere());
      }
    };
  }
}
