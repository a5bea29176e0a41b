package dev.roster.node.image;

import java.util.ArrayList;
import java.util.List;

/// How an image reference is matched with the names in `roster.yaml`: tag, digest and registry
/// don't count, and the name with the most parts wins. `docker.io/library/postgres:18` is looked up
/// as `docker.io/library/postgres`, then `library/postgres`, then `postgres`.
final class ImageName {
  private ImageName() {}

  /// The names to look up, the longest first.
  static List<String> candidates(String reference) {
    String name = repository(reference);
    List<String> candidates = new ArrayList<>();
    while (true) {
      candidates.add(name);
      int slash = name.indexOf('/');
      if (slash < 0) return candidates;
      name = name.substring(slash + 1);
    }
  }

  /// The reference without digest and tag; a colon before the last slash is a registry's port.
  private static String repository(String reference) {
    int at = reference.indexOf('@');
    String name = at < 0 ? reference : reference.substring(0, at);
    int colon = name.indexOf(':', name.lastIndexOf('/') + 1);
    return colon < 0 ? name : name.substring(0, colon);
  }
}
