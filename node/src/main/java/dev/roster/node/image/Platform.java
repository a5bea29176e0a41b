package dev.roster.node.image;

import java.util.Locale;

/// The machine's kind as `roster.yaml` names it: `linux-amd64`, `linux-arm64`, `darwin-arm64`.
record Platform(String os, String arch) {
  static Platform current() {
    return of(System.getProperty("os.name", ""), System.getProperty("os.arch", ""));
  }

  static Platform of(String osName, String osArch) {
    String os = osName.startsWith("Mac") ? "darwin" : osName.toLowerCase(Locale.ROOT);
    String arch =
        switch (osArch) {
          case "x86_64" -> "amd64";
          case "aarch64" -> "arm64";
          default -> osArch;
        };
    return new Platform(os, arch);
  }

  @Override
  public String toString() {
    return os + "-" + arch;
  }
}
