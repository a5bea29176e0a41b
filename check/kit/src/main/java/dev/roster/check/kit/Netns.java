package dev.roster.check.kit;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// A network namespace of its own for a test: any addresses, nobody else on them. It ends with the
/// process that runs in it.
public final class Netns {
  private static final int TRY_SECONDS = 10;

  private Netns() {}

  /// Whether this machine lets us make one, without being root.
  ///
  /// @throws InterruptedException if the waiting thread is interrupted
  public static boolean isPossible() throws InterruptedException {
    try {
      Process process =
          new ProcessBuilder(command(List.of("192.0.2.1"), List.of("true")))
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      if (process.waitFor(TRY_SECONDS, TimeUnit.SECONDS)) return process.exitValue() == 0;
      process.destroyForcibly();
      return false;
    } catch (IOException noSuchProgram) {
      return false;
    }
  }

  /// The command that runs another one in a new namespace whose loopback device has these addresses
  /// as well.
  public static List<String> command(List<String> addresses, List<String> inside) {
    StringBuilder script = new StringBuilder("ip link set lo up");
    for (String address : addresses) {
      String family = address.indexOf(':') < 0 ? "/32 dev lo" : "/128 dev lo nodad";
      script.append(" && ip addr add ").append(address).append(family);
    }
    script.append(" && exec \"$@\"");
    List<String> command = new ArrayList<>();
    command.addAll(List.of("unshare", "--user", "--map-root-user", "--net", "--"));
    command.addAll(List.of("sh", "-c", script.toString(), "sh"));
    command.addAll(inside);
    return command;
  }

  /// The command that runs a main class from this JVM's class path.
  public static List<String> java(String main, String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), main));
    command.addAll(List.of(arguments));
    return command;
  }
}
