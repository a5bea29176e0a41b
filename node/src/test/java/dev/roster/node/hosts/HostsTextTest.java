package dev.roster.node.hosts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roster.core.objects.PodView;
import dev.roster.core.objects.Tree;
import dev.roster.engine.objects.JsonReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HostsTextTest {
  @TempDir Path folder;

  private static final String POD =
      """
      {"metadata": {"name": "db-1", "namespace": "n"},
       "spec": {"hostname": "db-1", "subdomain": "db",
         "hostAliases": [{"ip": "10.1.1.1", "hostnames": ["x", "y"]}]}}
      """;

  private static Members slice(String namespace, String service, Members.Member... members) {
    return new Members(namespace, service, List.of(members));
  }

  private static HostsText text() throws Exception {
    PodView pod = new PodView((Tree.Obj) JsonReader.read(POD, "test"));
    return new HostsText(pod, "127.1.0.2", "db-1", "cluster.local");
  }

  @Test
  void hasItselfItsMembersAndOtherNamespaces() throws Exception {
    String text =
        text()
            .render(
                List.of(
                    slice("n", "db", new Members.Member("127.1.0.1", "db-0")),
                    slice("o", "web", new Members.Member("127.1.0.9", ""))));
    assertThat(text)
        .isEqualTo(
            """
            # Kept by roster.
            127.0.0.1 localhost
            ::1 localhost ip6-localhost ip6-loopback
            127.1.0.2 db-1.db.n.svc.cluster.local db-1
            10.1.1.1 x y
            127.1.0.1 db-0.db.n.svc.cluster.local db-0.db.n.svc db-0.db.n db-0.db \
            db.n.svc.cluster.local db.n.svc db.n db
            127.1.0.9 web.o.svc.cluster.local web.o.svc web.o
            """);
  }

  @Test
  void variablesNameTheMembersOfTheOwnNamespace() throws Exception {
    assertThat(
            text()
                .variables(
                    List.of(
                        slice(
                            "n",
                            "db-s",
                            new Members.Member("127.1.0.1", "db-0"),
                            new Members.Member("127.1.0.3", "")),
                        slice("o", "web", new Members.Member("127.1.0.9", "")))))
        .containsEntry("ADDRESS_db_0_db_s", "127.1.0.1")
        .containsEntry("ADDRESS_db_s", "127.1.0.1,127.1.0.3")
        .hasSize(2);
  }

  @Test
  void aFileIsChangedInPlaceAndOnlyWhenItsNamesDo() throws Exception {
    Path file = folder.resolve("etc/hosts");
    HostsFiles files = new HostsFiles();
    files.add(file, text());
    Object before = Files.getAttribute(file, "unix:ino");
    var key =
        dev.roster.core.objects.ObjectKey.local(
            dev.roster.core.objects.Kind.ENDPOINT_SLICE, "n", "s");
    files.put(key, slice("n", "db", new Members.Member("127.1.0.1", "db-0")));
    assertThat(file).content().contains("127.1.0.1 db-0.db.n.svc.cluster.local");
    files.remove(key);
    assertThat(file).content().doesNotContain("db-0.db.n").endsWith("10.1.1.1 x y\n");
    assertThat(Files.getAttribute(file, "unix:ino")).isEqualTo(before);
  }

  @Test
  void onlyPublishedMembersAreRead() throws Exception {
    Tree.Obj slice =
        (Tree.Obj)
            JsonReader.read(
                """
                {"addressType": "IPv4", "metadata": {"namespace": "n",
                   "labels": {"kubernetes.io/service-name": "db"}},
                 "endpoints": [
                   {"addresses": ["127.1.0.1"], "hostname": "db-0", "conditions": {"ready": true}},
                   {"addresses": ["127.1.0.2"], "hostname": "db-1", "conditions": {"ready": false}},
                   {"addresses": ["127.1.0.3"]}]}
                """,
                "test");
    assertThat(Members.of(slice))
        .isEqualTo(
            slice(
                "n",
                "db",
                new Members.Member("127.1.0.1", "db-0"),
                new Members.Member("127.1.0.3", "")));
  }
}
