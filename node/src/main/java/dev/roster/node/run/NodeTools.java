package dev.roster.node.run;

import dev.roster.engine.store.Verbs;
import dev.roster.node.ImageResolver;
import dev.roster.node.NodeConfig;
import dev.roster.node.process.ProcessStarter;
import dev.roster.node.process.RunRecords;
import dev.roster.node.root.Tier;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// What all pods of a node share.
///
/// @param blockNumber which block of addresses is claimed
public record NodeTools(
    NodeConfig config,
    Verbs verbs,
    ImageResolver images,
    ProcessStarter starter,
    RunRecords records,
    Tier tier,
    int blockNumber) {
  /// Scripts, reports and records of what runs.
  public static Path runFolder(Path data) throws IOException {
    return Files.createDirectories(data.resolve("run"));
  }

  /// A pod's own folder: gone with it.
  public Path podFolder(String uid) {
    return config.data().resolve("pods").resolve(uid);
  }

  /// The folders of claims: they stay.
  public Path claims() {
    return config.data().resolve("volumes");
  }

  /// Where a pod's containers write.
  public static Path logFolder(Path data, String namespace, String pod) {
    return data.resolve("logs").resolve(namespace + "_" + pod);
  }
}
