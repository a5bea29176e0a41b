package dev.roster.app.up;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roster.core.objects.Tree;
import dev.roster.engine.objects.JsonReader;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class StatusTableTest {
  private static final String SERVICE =
      """
      {"kind":"Service","metadata":{"name":"db","namespace":"shop"},
       "spec":{"clusterIP":"None","selector":{"app":"db"}}}\
      """;

  @Test
  void membersStandUnderTheirServiceInOrdinalOrder() throws Exception {
    List<Tree.Obj> pods = new ArrayList<>();
    pods.add(pod("db-10", "db", "127.1.4.12", true, 0, ""));
    pods.add(pod("db-9", "db", "127.1.4.11", false, 3, "CrashLoopBackOff"));
    pods.add(pod("other", "x", "", false, 0, ""));

    List<String> lines = StatusTable.of(List.of(tree(SERVICE)), pods, ZoneOffset.UTC);

    assertThat(String.join("\n", lines))
        .isEqualTo(
            """
            SERVICE       MEMBER     ADDRESS     STATE             READY SINCE  RESTARTS
            shop/db       1/2 ready
                          db-9       127.1.4.11  CrashLoopBackOff               3
                          db-10      127.1.4.12  ready             10:11:12     0
            (no service)  other                  running                        0\
            """);
  }

  @Test
  void allAreReadyOnlyWhereThereIsOne() throws Exception {
    assertThat(StatusTable.allReady(List.of())).isFalse();
    assertThat(StatusTable.allReady(List.of(pod("a", "a", "", true, 0, "")))).isTrue();
    assertThat(
            StatusTable.allReady(
                List.of(pod("a", "a", "", true, 0, ""), pod("b", "a", "", false, 0, ""))))
        .isFalse();
  }

  private static Tree.Obj pod(
      String name, String app, String address, boolean ready, int restarts, String waiting)
      throws Exception {
    String state = waiting.isEmpty() ? "{}" : "{\"waiting\":{\"reason\":\"" + waiting + "\"}}";
    String ips = address.isEmpty() ? "" : "\"podIPs\":[{\"ip\":\"" + address + "\"}],";
    return tree(
        """
        {"kind":"Pod","metadata":{"name":"%s","namespace":"shop","labels":{"app":"%s"}},"spec":{},
         "status":{"phase":"Running",%s"containerStatuses":[{"restartCount":%d,"state":%s}],
         "conditions":[{"type":"Ready","status":"%s","lastTransitionTime":"2026-01-01T10:11:12Z"}]}}\
        """
            .formatted(name, app, ips, restarts, state, ready ? "True" : "False"));
  }

  private static Tree.Obj tree(String json) throws Exception {
    return (Tree.Obj) JsonReader.read(json, "test");
  }
}
