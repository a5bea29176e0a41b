package dev.roster.node.hosts;

import dev.roster.core.objects.ObjectKey;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// The hosts files of all pods of a node, kept up to date with the slices. They are written in
/// place, never replaced: a pod has the file itself mounted. Safe for use by many threads.
public final class HostsFiles {
  private static final Logger LOG = System.getLogger(HostsFiles.class.getName());

  private final Map<ObjectKey, Members> slices = new TreeMap<>(); // guarded by this
  private final Map<Path, HostsText> files = new LinkedHashMap<>(); // guarded by this
  private final Map<Path, String> written = new LinkedHashMap<>(); // guarded by this

  /// Begins to keep a pod's file: it is there, with its present content, when this returns.
  public synchronized void add(Path file, HostsText text) throws IOException {
    files.put(file, text);
    write(file, text);
  }

  /// Stops keeping a file.
  public synchronized void remove(Path file) {
    files.remove(file);
    written.remove(file);
  }

  /// A slice is new or has changed.
  public synchronized void put(ObjectKey key, Members members) {
    if (members.equals(slices.put(key, members))) return;
    writeAll();
  }

  /// A slice is gone.
  public synchronized void remove(ObjectKey key) {
    if (slices.remove(key) != null) writeAll();
  }

  /// Exactly these slices are all there are.
  public synchronized void replace(Map<ObjectKey, Members> all) {
    slices.clear();
    slices.putAll(all);
    writeAll();
  }

  /// What is known, as variables for a pod.
  public synchronized Map<String, String> variables(HostsText text) {
    return text.variables(List.copyOf(slices.values()));
  }

  private void writeAll() {
    for (Map.Entry<Path, HostsText> each : files.entrySet()) {
      try {
        write(each.getKey(), each.getValue());
      } catch (IOException e) {
        // The next change tries again; the old names stay meanwhile.
        LOG.log(Level.WARNING, "{0} could not be written: {1}", each.getKey(), e.getMessage());
        written.remove(each.getKey());
      }
    }
  }

  private void write(Path file, HostsText text) throws IOException {
    String next = text.render(slices.values());
    if (next.equals(written.get(file))) return;
    boolean made = !Files.exists(file);
    if (made && file.getParent() != null) Files.createDirectories(file.getParent());
    byte[] bytes = next.getBytes(StandardCharsets.UTF_8);
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      ByteBuffer buffer = ByteBuffer.wrap(bytes);
      while (buffer.hasRemaining()) channel.write(buffer, buffer.position());
      channel.truncate(bytes.length);
    }
    if (made) Files.setAttribute(file, "unix:mode", 0644);
    written.put(file, next);
  }
}
