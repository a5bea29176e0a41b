package dev.roster.check.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;

/// One target a parser. A normal build runs each over its corpus,
/// `ParsersFuzzTestInputs/<method>/`; with `JAZZER_FUZZ=1` Jazzer looks for more.
class ParsersFuzzTest {
  /// Requests as the server takes them.
  @FuzzTest
  void request(byte[] input) {
    Target.REQUEST.run(input);
  }

  /// Whole messages: what transfers and upstreams send.
  @FuzzTest
  void message(byte[] input) {
    Target.MESSAGE.run(input);
  }

  /// Packets, through all that answers them.
  @FuzzTest
  void responder(byte[] input) {
    Target.RESPONDER.run(input);
  }

  /// The `dns` parameter of DNS over HTTPS.
  @FuzzTest
  void https(byte[] input) {
    Target.HTTPS.run(input);
  }

  /// Corefiles.
  @FuzzTest
  void corefile(byte[] input) {
    Target.COREFILE.run(input);
  }

  /// JSON, and the objects in it.
  @FuzzTest
  void json(byte[] input) {
    Target.JSON.run(input);
  }

  /// YAML, and the objects in it.
  @FuzzTest
  void manifest(byte[] input) {
    Target.MANIFEST.run(input);
  }

  /// Zone files.
  @FuzzTest
  void zoneFile(byte[] input) {
    Target.ZONE_FILE.run(input);
  }

  /// Templates of `template`.
  @FuzzTest
  void template(byte[] input) {
    Target.TEMPLATE.run(input);
  }

  /// Expressions of `view`.
  @FuzzTest
  void view(byte[] input) {
    Target.VIEW.run(input);
  }

  /// Hosts files.
  @FuzzTest
  void hosts(byte[] input) {
    Target.HOSTS.run(input);
  }

  /// Lists of a Kubernetes API in protobuf.
  @FuzzTest
  void protobufList(byte[] input) {
    Target.PROTOBUF_LIST.run(input);
  }

  /// Events of a Kubernetes API in protobuf.
  @FuzzTest
  void protobufWatch(byte[] input) {
    Target.PROTOBUF_WATCH.run(input);
  }

  /// Lists and events of a Kubernetes API in JSON.
  @FuzzTest
  void apiJson(byte[] input) {
    Target.API_JSON.run(input);
  }

  /// Certificates and keys.
  @FuzzTest
  void pem(byte[] input) {
    Target.PEM.run(input);
  }

  /// A rule of `rewrite` and names that it meets.
  @FuzzTest
  void rewrite(byte[] input) {
    Target.REWRITE.run(input);
  }
}
