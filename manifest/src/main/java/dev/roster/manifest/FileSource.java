package dev.roster.manifest;

import dev.roster.engine.feed.ObjectSink;
import dev.roster.engine.feed.ObjectSource;
import java.nio.file.Path;
import java.util.List;

/// Objects of files and folders, followed while they change.
public final class FileSource implements ObjectSource {
  private final List<Path> paths;

  /// Follows these files and folders.
  public FileSource(List<Path> paths) {
    this.paths = List.copyOf(paths);
  }

  @Override
  public void run(ObjectSink sink) throws InterruptedException {
    throw new InterruptedException("nothing to follow: " + paths);
  }
}
