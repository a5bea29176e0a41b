package dev.roster.node;

import dev.roster.core.objects.PodView;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;

/// A node as a process of its own, for tests that kill it or run it as somebody else: `NodeProgram
/// DATA ISOLATION POD.json...`. It says `tier ...` and `ready POD ADDRESS` on stdout, `failed
/// MESSAGE` where it could not start, and stops in order when stdin ends.
public final class NodeProgram {
  private NodeProgram() {}

  public static void main(String[] args) throws Exception {
    Path data = Path.of(args[0]);
    NodeWorld world = new NodeWorld(data);
    try {
      world.start(
          NodeWorld.config(data, NodeConfig.Isolation.valueOf(args[1])),
          CatalogPosition.NONE,
          ImageResolver.NONE);
    } catch (java.io.IOException e) {
      System.out.println("failed " + e.getMessage());
      System.exit(2);
    }
    System.out.println("tier " + world.node().tier());
    for (int i = 2; i < args.length; i++) world.create(Files.readString(Path.of(args[i])));
    Thread.ofPlatform().daemon().start(() -> tell(world));
    try (BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
      while (in.readLine() != null) {
        // only its end counts
      }
    }
    world.node().stop();
    world.close();
    System.out.println("stopped");
  }

  private static void tell(NodeWorld world) {
    Set<String> told = new HashSet<>();
    int events = 0;
    while (true) {
      for (var each : world.verbs.store().list(dev.roster.core.objects.Kind.POD, "").objects()) {
        PodView pod = new PodView(each.tree());
        if (pod.isReady() && told.add(pod.meta().name())) {
          System.out.println("ready " + pod.meta().name() + " " + pod.podIps().getFirst());
        }
      }
      while (events < world.events.size())
        System.out.println("event " + world.events.get(events++));
      java.util.concurrent.locks.LockSupport.parkNanos(10_000_000);
    }
  }
}
