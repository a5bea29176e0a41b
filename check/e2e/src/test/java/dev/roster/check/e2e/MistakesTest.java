package dev.roster.check.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roster.check.kit.RosterProcess;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What a user gets wrong: one clear message, exit code 2, nothing half applied.
class MistakesTest {
  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {apiVersion: v1, kind: Service, metadata: {name: a}, spec: {ports: [{port: x}]}} | m.yaml:1 | spec.ports[0].port
          {apiVersion: v1, kind: Service, metadata: {name: a}, spec: {clusterIp: None}} | m.yaml:1 | spec.clusterIp
          {apiVersion: v1, kind: Servce, metadata: {name: a}} | m.yaml:1 | Servce
          {apiVersion: v1, kind: Service, metadata: {name: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa}, spec: {clusterIP: None}} | m.yaml:1 | 63
          {apiVersion: v1 | m.yaml | YAML
          """)
  void wrongManifestNamesFileLineAndPath(String manifest, String place, String word)
      throws Exception {
    Files.writeString(folder.resolve("m.yaml"), manifest + "\n");
    try (RosterProcess up =
        RosterProcess.start(folder, "up", "-f", "m.yaml", "--dns", "127.0.0.1:0")) {
      assertThat(up.exitCode(30)).isEqualTo(2);
      assertThat(up.output()).contains(place).containsIgnoringCase(word);
      assertThat(up.output()).doesNotContain("\tat ");
      assertThat(folder.resolve(".roster")).doesNotExist();
    }
  }

  @Test
  void takenPortIsOneLine() throws Exception {
    Files.writeString(folder.resolve("m.yaml"), Manifests.set("default", "db", 1, ""));
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"));
        RosterProcess up =
            RosterProcess.start(
                folder, "up", "-f", "m.yaml", "--dns", "127.0.0.1:" + taken.getLocalPort())) {
      assertThat(up.exitCode(30)).isEqualTo(2);
      assertThat(up.output())
          .contains("127.0.0.1:" + taken.getLocalPort())
          .contains("listens there already");
      assertThat(errorLines(up)).hasSize(1);
    }
  }

  @Test
  void whatDoesNotResolveIsWarnedOf() throws Exception {
    String manifest =
        Manifests.set("default", "db", 1, "").replace("serviceName: db", "serviceName: dbx");
    try (UpFixture up = UpFixture.start(folder, manifest)) {
      up.until("the warning", () -> up.process.output().contains("dbx"));
      assertThat(up.process.output()).contains("warning").contains("serviceName");
    }
  }

  @ParameterizedTest
  @CsvSource({"private", "bridge"})
  void networksOfLaterAreSaid(String network) throws Exception {
    Files.writeString(folder.resolve("m.yaml"), Manifests.set("default", "db", 1, ""));
    try (RosterProcess up =
        RosterProcess.start(folder, "up", "-f", "m.yaml", "--pod-network", network)) {
      assertThat(up.exitCode(30)).isEqualTo(2);
      assertThat(up.output()).contains(network).contains("not yet");
    }
  }

  @Test
  void secondUpInTheSameFolderSaysApply() throws Exception {
    try (UpFixture up = UpFixture.start(folder, Manifests.set("default", "db", 1, ""))) {
      up.until("it runs", () -> up.process.output().contains("db-0"));
      UpFixture.Result second = up.run("up", "-f", folder.resolve("m.yaml").toString());
      assertThat(second.code()).isEqualTo(2);
      assertThat(second.output()).contains("apply");
    }
  }

  private static List<String> errorLines(RosterProcess up) {
    return up.output().lines().filter(line -> line.startsWith("roster:")).toList();
  }
}
