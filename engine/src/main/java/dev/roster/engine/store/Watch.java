package dev.roster.engine.store;

import java.time.Duration;
import java.util.List;

/// A reader's place in the store's changes. One thread takes from it; any thread may close it.
///
/// What waits for its reader is bounded: a reader that is too slow gets [Next.Gone] and lists
/// again; no change is ever left out or told twice.
public interface Watch extends AutoCloseable {
  /// Waits for the next changes.
  ///
  /// @throws InterruptedException when the reading thread is interrupted
  Next take() throws InterruptedException;

  /// Waits for the next changes, at most so long; `Changes` without any when none came.
  ///
  /// @throws InterruptedException when the reading thread is interrupted
  Next poll(Duration wait) throws InterruptedException;

  /// The revision up to which everything was taken from this watch: bookmarks say it.
  long position();

  /// Ends it; a waiting reader gets `Gone`. Closing twice does nothing.
  @Override
  void close();

  /// What a reader gets.
  sealed interface Next {
    /// Changes in the order of their revisions.
    record Changes(List<Change> changes) implements Next {
      public Changes {
        changes = List.copyOf(changes);
      }
    }

    /// Nothing more comes: the revision asked for is too old or was never given, the reader was too
    /// slow, or the watch was closed.
    record Gone(String reason) implements Next {}
  }
}
