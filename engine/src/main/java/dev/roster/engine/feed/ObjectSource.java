package dev.roster.engine.feed;

/// An origin of objects: files, the embedded store, a cluster.
public interface ObjectSource {
  /// Tells the sink what there is and then what changes, until the thread is interrupted. Runs on a
  /// virtual thread of its own.
  ///
  /// @throws InterruptedException when asked to end
  void run(ObjectSink sink) throws InterruptedException;
}
