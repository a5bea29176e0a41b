package dev.roster.node.root;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class UserFilesTest {
  private static final RunAs USER = new RunAs(26, 27, List.of(), true);

  @Test
  void aUserGetsALineOnce() {
    String machine = "root:x:0:0:root:/root:/bin/sh";
    String with = UserFiles.passwd(machine, USER, "/home/x").orElseThrow();
    assertThat(with).isEqualTo(machine + "\nu26:x:26:27::/home/x:/bin/sh\n");
    assertThat(UserFiles.passwd(with, USER, "/home/x")).isEmpty();
    assertThat(UserFiles.group("root:x:0:\n", USER)).contains("root:x:0:\ng27:x:27:\n");
  }

  @Test
  void theHostsFileIsAskedFirst() {
    assertThat(UserFiles.nsswitch("passwd: files\nhosts: files dns\n")).isEmpty();
    assertThat(UserFiles.nsswitch("hosts:  resolve [!UNAVAIL=return] files dns\nrpc: db\n"))
        .contains("hosts: files dns\nrpc: db\n");
  }
}
