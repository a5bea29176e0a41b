package dev.roster.api;

import java.nio.file.Path;
import java.util.Optional;

/// Where the embedded API listens.
///
/// @param data the data folder, made with mode 0700 where it isn't there; the socket lies in it as
///   `api.sock`
/// @param runtimeFolder the user's own folder for sockets (`XDG_RUNTIME_DIR`), used where the data
///   folder's path is too long for one; without it one below the folder for temporary files
public record ApiConfig(Path data, Optional<Path> runtimeFolder) {}
