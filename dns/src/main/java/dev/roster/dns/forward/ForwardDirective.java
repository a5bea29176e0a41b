package dev.roster.dns.forward;

import dev.roster.core.names.Name;
import dev.roster.dns.corefile.ForwardConfig;
import dev.roster.dns.host.Owned;
import dev.roster.dns.pipeline.Chain;
import dev.roster.dns.pipeline.Exchange;
import dev.roster.dns.pipeline.Passing;
import dev.roster.dns.pipeline.Reply;
import dev.roster.dns.pipeline.Scope;
import java.util.ArrayList;
import java.util.List;

/// All `forward`s of a server block: questions that nobody before them answers are asked of other
/// servers, and what those say goes back as it is.
public final class ForwardDirective implements Passing, Owned {
  private final List<RouteRunner> routes;
  private final Scope scope;
  private final LoopWatch loops;

  ForwardDirective(ForwardConfig config, List<RouteRunner> routes, LoopWatch loops) {
    this.routes = List.copyOf(routes);
    this.loops = loops;
    List<Name> zones = new ArrayList<>();
    for (ForwardConfig.Route route : config.routes()) zones.add(route.from());
    this.scope = Scope.of(zones);
  }

  @Override
  public String name() {
    return "forward";
  }

  @Override
  public Scope scope() {
    return scope;
  }

  @Override
  public Reply answer(Exchange exchange, Chain next) {
    if (loops.isProbe(exchange.name())) {
      exchange.leave();
      return Reply.failure("loop: a probe came back");
    }
    for (int i = 0; i < routes.size(); i++) {
      RouteRunner route = routes.get(i);
      if (!route.takes(exchange.name())) continue;
      exchange.willWait();
      switch (route.ask(exchange.question(), exchange.asked())) {
        case RouteRunner.Outcome.Said(var said) -> {
          boolean another = i < routes.size() - 1;
          if (!another || !route.goesOn(said)) return Reply.forwarded(name(), said);
        }
        case RouteRunner.Outcome.Failed failed -> {
          Reply reply = Reply.rcode(failed.rcode()).withFailure(failed.why());
          return failed.error().map(reply::withError).orElse(reply);
        }
      }
    }
    return next.answer(exchange);
  }

  @Override
  public boolean isWaitedIn() {
    return true;
  }

  @Override
  public void close() {
    for (RouteRunner route : routes) route.upstreams().forEach(Upstream::close);
  }
}
