package dev.roster.node.run;

import dev.roster.core.objects.ContainerView;
import dev.roster.core.objects.PortRef;
import dev.roster.core.objects.ProbeView.Handler;
import dev.roster.node.probe.Deadline;
import dev.roster.node.probe.GrpcProbe;
import dev.roster.node.probe.HttpProbe;
import dev.roster.node.probe.ProbeResult;
import dev.roster.node.probe.TcpProbe;
import java.time.Duration;
import java.util.function.LongSupplier;

/// One try of a probe, or one hook, of a running container.
///
/// @param ip the pod's address
public record ProbeRunner(
    ContainerExec exec, ContainerView container, String ip, LongSupplier nanoTime) {
  /// Tries it once; over within the timeout.
  public ProbeResult probe(Handler handler, ContainerProcess process, Duration timeout)
      throws InterruptedException {
    return run(handler, process, timeout, true);
  }

  /// Runs a postStart or preStop hook; over within the timeout.
  public ProbeResult hook(Handler handler, ContainerProcess process, Duration timeout)
      throws InterruptedException {
    return run(handler, process, timeout, false);
  }

  private ProbeResult run(
      Handler handler, ContainerProcess process, Duration timeout, boolean probe)
      throws InterruptedException {
    Deadline deadline = Deadline.in(timeout, nanoTime);
    return switch (handler) {
      case Handler.Exec(var command) when command.isEmpty() ->
          ProbeResult.error("exec without a command");
      case Handler.Exec(var command) ->
          probe ? exec.probe(process, command, timeout) : exec.hook(process, command, timeout);
      case Handler.HttpGet get -> {
        int port = port(get.port());
        if (port == 0) yield noPort(get.port());
        yield HttpProbe.run(get, get.host().isEmpty() ? ip : get.host(), port, deadline);
      }
      case Handler.TcpSocket(String host, PortRef ref) -> {
        int port = port(ref);
        if (port == 0) yield noPort(ref);
        yield TcpProbe.run(host.isEmpty() ? ip : host, port, deadline);
      }
      case Handler.Grpc(int port, String service) -> GrpcProbe.run(ip, port, service, deadline);
      case Handler.Sleep(long seconds) -> {
        // Nothing wakes it but the process's end: then there is nothing to wait for any more.
        process
            .process()
            .waitFor(
                Math.min(Duration.ofSeconds(seconds).toNanos(), timeout.toNanos()),
                java.util.concurrent.TimeUnit.NANOSECONDS);
        yield ProbeResult.success();
      }
      case Handler.Unknown _ -> ProbeResult.error("missing probe handler");
    };
  }

  private int port(PortRef ref) {
    if (!ref.isName()) return ref.number();
    return container.ports().stream()
        .filter(each -> each.name().equals(ref.name()))
        .findFirst()
        .map(ContainerView.Port::number)
        .orElseGet(() -> number(ref.name()));
  }

  // "8080" is a name in the object's type, and a number to the kubelet.
  private static int number(String name) {
    return name.matches("\\d{1,5}") ? Integer.parseInt(name) : 0;
  }

  private static ProbeResult noPort(PortRef ref) {
    return ProbeResult.error("couldn't find port: " + ref);
  }
}
