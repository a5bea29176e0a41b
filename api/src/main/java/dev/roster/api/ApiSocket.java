package dev.roster.api;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.UUID;

/// Where the API's unix socket lies: `DATA/api.sock`, or, where that path is too long for one, a
/// short path that the file `DATA/socket` names.
public final class ApiSocket {
  /// Bytes of a socket's path that every system takes (Linux: 107, others 103).
  public static final int PATH_BYTES_MAX = 100;

  private ApiSocket() {}

  /// The path that a running server of this data folder listens on.
  ///
  /// @throws IOException if `DATA/socket` can't be read
  public static Path find(Path data) throws IOException {
    Path named = data.resolve("socket");
    if (!Files.exists(named)) return data.toAbsolutePath().normalize().resolve("api.sock");
    return Path.of(Files.readString(named, StandardCharsets.UTF_8).strip());
  }

  /// Makes the folder (mode 0700) and a free path in it. What an ended server left is removed.
  ///
  /// @throws IOException if a server listens there already, or the folder can't be used
  static Path prepare(ApiConfig config) throws IOException {
    Path data = config.data().toAbsolutePath().normalize();
    privateFolder(data);
    Path named = data.resolve("socket");
    if (Files.exists(named)) removeStale(find(data));
    Files.deleteIfExists(named);
    Path socket = data.resolve("api.sock");
    if (tooLong(socket)) {
      socket = shortPath(data, config.runtimeFolder());
      Path written = Files.createTempFile(data, "socket", ".new");
      Files.writeString(written, socket + "\n", StandardCharsets.UTF_8);
      try {
        Files.move(written, named, StandardCopyOption.ATOMIC_MOVE);
      } catch (AtomicMoveNotSupportedException unsupported) {
        Files.move(written, named, StandardCopyOption.REPLACE_EXISTING);
      }
    }
    removeStale(socket);
    return socket;
  }

  /// Removes the socket, and the file that names it.
  static void release(ApiConfig config, Path socket) throws IOException {
    Files.deleteIfExists(socket);
    Files.deleteIfExists(config.data().resolve("socket"));
  }

  private static boolean tooLong(Path path) {
    return path.toString().getBytes(StandardCharsets.UTF_8).length > PATH_BYTES_MAX;
  }

  /// The name is the data folder's own, so that a new start finds what the last one left.
  private static Path shortPath(Path data, Optional<Path> runtimeFolder) throws IOException {
    byte[] path = data.toString().getBytes(StandardCharsets.UTF_8);
    String name = UUID.nameUUIDFromBytes(path).toString().substring(0, 13) + ".sock";
    if (runtimeFolder.isPresent() && Files.isDirectory(runtimeFolder.get())) {
      Path own = runtimeFolder.get().toAbsolutePath().resolve("roster");
      if (!tooLong(own.resolve(name))) {
        privateFolder(own);
        return own.resolve(name);
      }
    }
    Path folder = Path.of("/tmp", "roster-" + Files.getAttribute(data, "unix:uid"));
    privateFolder(folder);
    return folder.resolve(name);
  }

  /// Makes a folder that only its owner can enter; one that is there must be the user's own.
  private static void privateFolder(Path folder) throws IOException {
    Path parent = folder.getParent();
    if (parent != null) Files.createDirectories(parent);
    var mode = PosixFilePermissions.fromString("rwx------");
    try {
      Files.createDirectory(folder, PosixFilePermissions.asFileAttribute(mode));
    } catch (FileAlreadyExistsException there) {
      if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
        if (!Files.isDirectory(folder)) throw new IOException(folder + " is no folder", there);
      }
      // Fails on a folder of someone else's: nothing of ours goes there.
      if (!Files.getPosixFilePermissions(folder).equals(mode)) {
        Files.setPosixFilePermissions(folder, mode);
      }
    }
  }

  /// A socket on which nobody listens is what a killed server left.
  private static void removeStale(Path socket) throws IOException {
    if (!Files.exists(socket, LinkOption.NOFOLLOW_LINKS)) return;
    try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      if (channel.connect(UnixDomainSocketAddress.of(socket))) {
        throw new ListeningException("a server listens on " + socket + " already");
      }
    } catch (ListeningException listening) {
      throw listening;
    } catch (IOException nobody) {
      Files.deleteIfExists(socket);
    }
  }

  private static final class ListeningException extends IOException {
    private static final long serialVersionUID = 1;

    ListeningException(String message) {
      super(message);
    }
  }
}
