package dev.roster.dns.pipeline;

import dev.roster.core.catalog.Catalog;
import dev.roster.core.wire.Message;
import java.util.List;

/// Asks a block through a responder, as a client at 127.0.0.1.
public final class PipelineAsker {
  private PipelineAsker() {}

  /// The reply to one question, the same twice.
  public static Message ask(Catalog catalog, ServerBlock block, String name, int type) {
    Asker asker = new Asker(catalog, true, List.of(block));
    asker.ask(name, type);
    return asker.ask(name, type);
  }
}
