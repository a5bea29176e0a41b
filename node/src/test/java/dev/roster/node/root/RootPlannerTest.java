package dev.roster.node.root;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.roster.node.root.RootPlanner.Wanted;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/// Plans over a machine that is a table.
class RootPlannerTest {
  /// Folders end with a slash; `a -> b` is a link; `!` before a folder: the user may not enter.
  private static final String MACHINE =
      """
      /bin -> usr/bin
      /etc/
      /etc/hosts
      !/root/
      /root/data/
      /tmp/
      /usr/
      /usr/bin/
      /var/
      /var/lib/
      /var/lib/apt/
      /var/run -> /run
      /run/
      """;

  private static final String ROOT =
      """
      memory / 755
      link /bin -> usr/bin
      folder /etc
      folder /root
      folder /run
      folder /tmp
      folder /usr
      folder /var
      """;

  private static final String BINDS =
      """
      bind /etc /etc
      bind /root /root
      bind /run /run
      bind /tmp /tmp
      bind /usr /usr
      bind /var /var
      """;

  @Test
  void theMachineAsItIs() throws Exception {
    assertThat(plan()).isEqualTo(ROOT + BINDS);
  }

  @Test
  void whatIsThereIsCovered() throws Exception {
    assertThat(plan("/v/hosts /etc/hosts", "/v/dir /var/run"))
        .isEqualTo(ROOT + BINDS + "bind /v/dir /run needed\nbind /v/hosts /etc/hosts needed\n");
  }

  @Test
  void aMissingFolderIsMadeInACover() throws Exception {
    assertThat(plan("/v/dir /data", "/v/dir /var/lib/pg/data ro"))
        .isEqualTo(
            ROOT
                + "folder /data\n"
                + BINDS
                + """
                memory /var/lib 755
                folder /var/lib/apt
                folder /var/lib/pg
                folder /var/lib/pg/data
                bind /var/lib/apt /var/lib/apt
                bind /v/dir /data needed
                bind /v/dir /var/lib/pg/data needed ro nosuid
                """);
  }

  @Test
  void aPathInsideAnotherMountIsMadeThere() throws Exception {
    Machine machine = new Machine(MACHINE + "/v/\n/v/dir/\n/v/hosts\n");
    String plan = plan(machine, "/v/hosts /data/deep/file", "/v/dir /data");
    assertThat(plan)
        .endsWith("bind /v/dir /data needed\nbind /v/hosts /data/deep/file needed\n")
        .doesNotContain("deep\n");
    assertThat(machine.made).containsExactly("/v/dir/deep/file");
  }

  @Test
  void aFolderThatTheUserMayNotEnterIsEmptyButForWhatIsWanted() throws Exception {
    assertThat(plan("/root/data /root/data", "/v/dir /root/data/vol"))
        .endsWith(
            """
            memory /root 755
            folder /root/data
            bind /root/data /root/data needed
            bind /v/dir /root/data/vol needed
            """);
  }

  @Test
  void whatCannotBeIsSaid() {
    assertThatThrownBy(() -> plan("/v/dir /etc/hosts/x"))
        .isInstanceOf(IOException.class)
        .hasMessage("can't mount at /etc/hosts/x: /etc/hosts is not a folder");
    assertThatThrownBy(() -> plan("/v/dir /etc/hosts"))
        .hasMessage("can't mount a folder at /etc/hosts: there is a file already");
    assertThatThrownBy(() -> plan("/v/dir /")).hasMessage("nothing can be mounted at /");
  }

  private static String plan(String... wanted) throws IOException {
    return plan(new Machine(MACHINE + "/v/\n/v/dir/\n/v/hosts\n"), wanted)
        .replace("folder /v\n", "")
        .replace("bind /v /v\n", "");
  }

  private static String plan(Machine machine, String... wanted) throws IOException {
    List<Wanted> all = new ArrayList<>();
    for (String each : wanted) {
      String[] words = each.split(" ", -1);
      all.add(new Wanted(words[0], words[1], words.length > 2));
    }
    StringBuilder out = new StringBuilder();
    for (RootStep step : RootPlanner.plan(all, machine)) {
      out.append(
          switch (step) {
            case RootStep.Memory(var path, var mode) -> "memory " + path + " " + mode;
            case RootStep.Folder(var path) -> "folder " + path;
            case RootStep.File(var path) -> "file " + path;
            case RootStep.Link(var path, var target) -> "link " + path + " -> " + target;
            case RootStep.Bind bind ->
                "bind "
                    + bind.source()
                    + " "
                    + bind.path()
                    + (bind.needed() ? " needed" : "")
                    + (bind.options().isEmpty() ? "" : " " + String.join(" ", bind.options()));
          });
      out.append('\n');
    }
    return out.toString();
  }

  private static final class Machine implements HostFiles {
    private final Map<String, String> entries = new TreeMap<>();
    private final Set<String> closed = new TreeSet<>();
    final List<String> made = new ArrayList<>();

    Machine(String table) {
      entries.put("/", "folder");
      for (String line : table.lines().toList()) {
        String path = line.startsWith("!") ? line.substring(1) : line;
        int arrow = path.indexOf(" -> ");
        if (arrow > 0) {
          entries.put(path.substring(0, arrow), path.substring(arrow + 4));
        } else if (path.endsWith("/")) {
          String folder = path.substring(0, path.length() - 1);
          entries.put(folder, "folder");
          if (line.startsWith("!")) closed.add(folder);
        } else {
          entries.put(path, "file");
        }
      }
    }

    @Override
    public Type type(String path) {
      return switch (entries.getOrDefault(path, "")) {
        case "" -> Type.NONE;
        case "folder" -> Type.FOLDER;
        case "file" -> Type.FILE;
        default -> Type.LINK;
      };
    }

    @Override
    public Type leadsTo(String path) {
      return type(real(path));
    }

    @Override
    public String real(String path) {
      for (var each : entries.entrySet()) {
        if (type(each.getKey()) != Type.LINK) continue;
        String link = each.getKey();
        if (!path.equals(link) && !path.startsWith(link + "/")) continue;
        String target = each.getValue().startsWith("/") ? each.getValue() : "/" + each.getValue();
        return target + path.substring(link.length());
      }
      return path;
    }

    @Override
    public String target(String link) {
      return entries.getOrDefault(link, "");
    }

    @Override
    public List<String> list(String folder) {
      String prefix = folder.equals("/") ? "/" : folder + "/";
      return entries.keySet().stream()
          .filter(each -> each.startsWith(prefix) && each.length() > prefix.length())
          .map(each -> each.substring(prefix.length()))
          .filter(each -> each.indexOf('/') < 0)
          .toList();
    }

    @Override
    public boolean passes(String folder) {
      return !closed.contains(folder);
    }

    @Override
    public String mode(String folder) {
      return "755";
    }

    @Override
    public List<String> lockedOptions(String path) {
      return List.of("nosuid");
    }

    @Override
    public void make(String path, boolean folder) {
      made.add(path);
      entries.put(path, folder ? "folder" : "file");
    }
  }
}
