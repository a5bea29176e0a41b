package dev.roster.node.image;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.tukaani.xz.XZInputStream;

/// Unpacks one archive into an empty folder. Nothing lands outside it: a name that is absolute or
/// climbs out, and a link that leaves the folder, end the work with an [IOException]. File modes
/// are kept, and everyone may read. One use, one thread.
final class Unpacker {
  /// Most files in an archive.
  static final int FILES_MAX = 200_000;

  /// Most bytes an archive may unpack to.
  static final long UNPACKED_BYTES_MAX = 8L << 30;

  /// Most memory in KiB that xz may take (its best preset takes 65 MiB).
  static final int XZ_MEMORY_KIB_MAX = 128 * 1024;

  private final Path root;
  private final List<Link> links = new ArrayList<>();
  private final byte[] block = new byte[1 << 16];
  private int files;
  private long bytes;

  private record Link(Path place, String target) {}

  Unpacker(Path root) {
    this.root = root;
  }

  /// Unpacks the file.
  void unpack(Path file, Unpack how) throws IOException {
    switch (how) {
      case NONE -> throw new IllegalArgumentException("nothing to unpack");
      case ZIP -> zip(file);
      case TXZ, TGZ -> {
        if (how.matches(String.valueOf(file.getFileName()))) {
          try (InputStream in = Files.newInputStream(file)) {
            tar(in, how);
          }
        } else {
          inner(file, how);
        }
      }
    }
  }

  /// The one packed file inside a jar.
  private void inner(Path jar, Unpack how) throws IOException {
    try (ZipFile zip = new ZipFile(jar.toFile())) {
      List<? extends ZipEntry> found =
          zip.stream().filter(entry -> how.matches(entry.getName())).limit(2).toList();
      if (found.size() != 1) {
        throw new IOException(
            "%s holds %s file to unpack as %s (expected: one)"
                .formatted(
                    jar.getFileName(), found.isEmpty() ? "no" : "more than one", how.label()));
      }
      try (InputStream in = zip.getInputStream(found.getFirst())) {
        tar(in, how);
      }
    }
  }

  private void tar(InputStream packed, Unpack how) throws IOException {
    try (InputStream in =
        how == Unpack.TXZ
            ? new XZInputStream(packed, XZ_MEMORY_KIB_MAX)
            : new GZIPInputStream(packed)) {
      TarReader tar = new TarReader(in);
      for (Optional<TarReader.Entry> next = tar.next(); next.isPresent(); next = tar.next()) {
        tarEntry(tar, next.get());
      }
    }
    // Links last: until now no name could lead through one.
    for (Link link : links) {
      Files.createSymbolicLink(link.place(), Path.of(link.target()));
    }
  }

  private void tarEntry(TarReader tar, TarReader.Entry entry) throws IOException {
    countFile();
    Path place = place(entry.name());
    switch (entry.type()) {
      case FOLDER -> folder(place);
      case FILE -> {
        folder(parent(place));
        try (OutputStream out = Files.newOutputStream(place, StandardOpenOption.CREATE_NEW)) {
          for (int n = tar.read(block); n >= 0; n = tar.read(block)) {
            countBytes(n);
            out.write(block, 0, n);
          }
        }
        Files.setPosixFilePermissions(place, permissions(entry.mode()));
      }
      case SYMLINK -> {
        folder(parent(place));
        checkLink(entry);
        links.add(new Link(place, entry.target()));
      }
      case HARD_LINK -> {
        folder(parent(place));
        Files.createLink(place, place(entry.target()));
      }
      case OTHER -> throw new IOException(entry.name() + ": neither file, folder nor link");
    }
  }

  private void zip(Path file) throws IOException {
    // What has no mode may be a program.
    Map<String, ?> options =
        Map.of("enablePosixFileAttributes", true, "defaultPermissions", "rwxr-xr-x");
    try (FileSystem zip = FileSystems.newFileSystem(file, options);
        Stream<Path> all = Files.walk(zip.getPath("/"))) {
      for (Iterator<Path> paths = all.iterator(); paths.hasNext(); ) {
        Path path = paths.next();
        countFile();
        Path place = place(path.toString().substring(1));
        PosixFileAttributes attributes = Files.readAttributes(path, PosixFileAttributes.class);
        if (attributes.isDirectory()) {
          folder(place);
          continue;
        }
        folder(parent(place));
        try (InputStream in = Files.newInputStream(path);
            OutputStream out = Files.newOutputStream(place, StandardOpenOption.CREATE_NEW)) {
          for (int n = in.read(block); n >= 0; n = in.read(block)) {
            countBytes(n);
            out.write(block, 0, n);
          }
        }
        Set<PosixFilePermission> mode = EnumSet.copyOf(permissions(0));
        mode.addAll(attributes.permissions());
        Files.setPosixFilePermissions(place, mode);
      }
    }
  }

  /// Where a name leads, which must be inside the root.
  private Path place(String name) throws IOException {
    if (name.startsWith("/") || name.indexOf('\0') >= 0) throw new IOException(name + ": absolute");
    for (String part : name.split("/", -1)) {
      if (part.equals("..")) throw new IOException(name + ": leads out of the archive");
    }
    return root.resolve(name).normalize();
  }

  /// A link may climb only at its beginning, from its own real folder, and not above the root: so
  /// no chain of links leads out either.
  private void checkLink(TarReader.Entry entry) throws IOException {
    String target = entry.target();
    int depth = place(entry.name()).getNameCount() - root.getNameCount() - 1;
    boolean climbing = true;
    for (String part : target.split("/", -1)) {
      if (part.equals("..")) depth = climbing ? depth - 1 : -1;
      else if (!part.equals(".")) climbing = false;
      if (depth < 0) break;
    }
    if (target.isEmpty() || target.startsWith("/") || depth < 0) {
      throw new IOException("%s: links to %s, outside".formatted(entry.name(), target));
    }
  }

  private void folder(Path place) throws IOException {
    Files.createDirectories(place);
    for (Path here = place; here.startsWith(root); here = parent(here)) {
      Files.setPosixFilePermissions(here, permissions(0755));
    }
  }

  private static Path parent(Path place) {
    Path parent = place.getParent();
    if (parent == null) throw new IllegalStateException("below the image's root there is a parent");
    return parent;
  }

  /// The mode's bits, with reading for everyone and writing for the owner.
  private static Set<PosixFilePermission> permissions(int mode) {
    Set<PosixFilePermission> permissions = EnumSet.noneOf(PosixFilePermission.class);
    PosixFilePermission[] all = PosixFilePermission.values(); // owner r w x, group r w x, others
    int bits = mode | 0644;
    if ((bits & 0111) != 0) bits |= 0111;
    for (int i = 0; i < 9; i++) if ((bits & (0400 >> i)) != 0) permissions.add(all[i]);
    permissions.remove(PosixFilePermission.GROUP_WRITE);
    permissions.remove(PosixFilePermission.OTHERS_WRITE);
    return permissions;
  }

  private void countFile() throws IOException {
    if (++files > FILES_MAX) throw new IOException("more than %d files".formatted(FILES_MAX));
  }

  private void countBytes(int more) throws IOException {
    bytes += more;
    if (bytes > UNPACKED_BYTES_MAX) {
      throw new IOException("more than %d bytes unpacked".formatted(UNPACKED_BYTES_MAX));
    }
  }
}
