package dev.roster.core.objects;

import java.util.ArrayList;
import java.util.List;

/// A view of a probe, with the API server's defaults where it says nothing.
public record ProbeView(Tree.Obj tree) {
  /// What is done to find out, or before a stop.
  public sealed interface Handler {
    /// Runs a program in the container; success is exit code 0.
    record Exec(List<String> command) implements Handler {
      public Exec {
        command = List.copyOf(command);
      }
    }

    /// Asks by HTTP; success is 200..399.
    ///
    /// @param host "" for the pod's address
    /// @param scheme HTTP or HTTPS
    record HttpGet(String host, PortRef port, String path, String scheme, List<Header> headers)
        implements Handler {
      public HttpGet {
        headers = List.copyOf(headers);
      }
    }

    /// Opens a connection; success is that it opens.
    ///
    /// @param host "" for the pod's address
    record TcpSocket(String host, PortRef port) implements Handler {}

    /// Asks the gRPC health service.
    ///
    /// @param service "" for the server as a whole
    record Grpc(int port, String service) implements Handler {}

    /// Waits (preStop).
    record Sleep(long seconds) implements Handler {}

    /// Nothing that is known.
    record Unknown() implements Handler {}

    /// A header that an [HttpGet] sends.
    record Header(String name, String value) {}

    /// The handler that a probe or a lifecycle entry names.
    static Handler of(Tree.Obj tree) {
      if (tree.get("exec").isPresent())
        return new Exec(TreeLists.texts(tree.list("exec", "command")));
      if (tree.get("httpGet").isPresent()) return httpGet(tree.obj("httpGet"));
      if (tree.get("tcpSocket").isPresent()) {
        Tree.Obj socket = tree.obj("tcpSocket");
        return new TcpSocket(socket.text("host"), port(socket));
      }
      if (tree.get("grpc").isPresent()) {
        return new Grpc((int) tree.number(0, "grpc", "port"), tree.text("grpc", "service"));
      }
      if (tree.get("sleep").isPresent()) return new Sleep(tree.number(0, "sleep", "seconds"));
      return new Unknown();
    }

    private static Handler httpGet(Tree.Obj get) {
      List<Header> headers = new ArrayList<>();
      for (Tree.Obj each : TreeLists.objects(get.list("httpHeaders"))) {
        headers.add(new Header(each.text("name"), each.text("value")));
      }
      String path = get.text("path");
      String scheme = get.text("scheme");
      return new HttpGet(
          get.text("host"),
          port(get),
          path.isEmpty() ? "/" : path,
          scheme.isEmpty() ? "HTTP" : scheme,
          headers);
    }

    private static PortRef port(Tree.Obj tree) {
      return PortRef.of(tree.get("port").orElse(Tree.Null.NONE));
    }
  }

  /// How it finds out.
  public Handler handler() {
    return Handler.of(tree);
  }

  /// Seconds from the container's start to the first try.
  public int initialDelaySeconds() {
    return (int) tree.number(0, "initialDelaySeconds");
  }

  /// Seconds between tries.
  public int periodSeconds() {
    return orDefault("periodSeconds", 10);
  }

  /// Seconds that one try may take.
  public int timeoutSeconds() {
    return orDefault("timeoutSeconds", 1);
  }

  /// Successes in a row that make it pass.
  public int successThreshold() {
    return orDefault("successThreshold", 1);
  }

  /// Failures in a row that make it fail.
  public int failureThreshold() {
    return orDefault("failureThreshold", 3);
  }

  // 0 is the unset value of these fields, and defaulted like a missing one.
  private int orDefault(String field, int otherwise) {
    int given = (int) tree.number(0, field);
    return given == 0 ? otherwise : given;
  }
}
