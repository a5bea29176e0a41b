package dev.roster.check.fuzz;

import dev.roster.core.catalog.Catalog;
import dev.roster.core.catalog.CatalogEdit;
import dev.roster.core.objects.Kind;
import dev.roster.core.objects.ObjectKey;
import dev.roster.core.objects.Tree;
import dev.roster.dns.corefile.CorefileReader;
import dev.roster.dns.corefile.CorefileResult;
import dev.roster.dns.directive.Assembler;
import dev.roster.dns.directive.Assembly;
import dev.roster.dns.host.Host;
import dev.roster.dns.kubernetes.KubernetesDirective;
import dev.roster.dns.metrics.DnsMetrics;
import dev.roster.dns.pipeline.Site;
import dev.roster.dns.server.DnsConfig;
import dev.roster.engine.objects.FactReader;
import dev.roster.engine.objects.MalformedTextException;
import dev.roster.manifest.YamlReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;

/// A site as a cluster has it, in process: a Corefile with most directives, a zone file, a hosts
/// file, and a catalog read from manifests. Its clock moves when it is told to; nothing is
/// scheduled, nothing leaves the process.
final class TestSite {
  /// When the catalog was made, in unix seconds.
  private static final long MADE = 1_700_000_000L;

  final DnsMetrics metrics = new DnsMetrics();
  final AtomicLong nanos = new AtomicLong(1);
  final Catalog catalog;
  final Site site;

  /// A site whose files are in this folder.
  TestSite(Path folder) throws IOException {
    for (String file : List.of("example.org.zone", "hosts.txt")) {
      Files.writeString(folder.resolve(file), resource(file));
    }
    String corefile = resource("Corefile").replace("FOLDER", folder.toString());
    CorefileResult read = CorefileReader.read(corefile, "Corefile", Map.of());
    Host host =
        new Host(
            (_, _) -> () -> {},
            () -> Catalog.EMPTY,
            nanos::get,
            new SplittableRandom(1),
            (_, _) -> {},
            why -> {
              throw new AssertionError(why);
            });
    Assembly assembly =
        switch (read) {
          case CorefileResult.Refused(var problems) -> throw new AssertionError(problems);
          case CorefileResult.Read(var config) ->
              switch (Assembler.assemble(config, KubernetesDirective::of, host)) {
                case Assembly.Result.Refused(var problems) -> throw new AssertionError(problems);
                case Assembly.Result.Assembled(var assembled) -> assembled;
              };
        };
    DnsConfig.Listener listener = assembly.dns().listeners().getFirst();
    site = new Site(listener.listen().toString(), listener.blocks(), metrics);
    catalog = catalog(resource("objects.yaml"));
  }

  /// What is behind a name next to this class.
  static String resource(String name) {
    try (InputStream in = TestSite.class.getResourceAsStream("site/" + name)) {
      if (in == null) throw new AssertionError("no resource site/" + name);
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }

  private static Catalog catalog(String manifests) throws MalformedTextException {
    List<CatalogEdit> steps = new ArrayList<>();
    for (Tree tree : YamlReader.read(manifests, "objects.yaml")) {
      switch (FactReader.fact(ObjectKey.LOCAL, (Tree.Obj) tree)) {
        case FactReader.Reading.Read(var fact) -> steps.add(new CatalogEdit.Put(fact));
        case FactReader.Reading.Nothing _, FactReader.Reading.Ignored _ -> {}
        case FactReader.Reading.Broken broken -> throw new AssertionError(broken);
      }
    }
    for (Kind kind : List.of(Kind.NAMESPACE, Kind.SERVICE, Kind.ENDPOINT_SLICE, Kind.POD)) {
      steps.add(new CatalogEdit.Synced(ObjectKey.LOCAL, kind));
    }
    return Catalog.empty(1).edit(steps, MADE).next();
  }
}
