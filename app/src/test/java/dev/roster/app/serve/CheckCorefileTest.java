package dev.roster.app.serve;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roster.app.Main;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `check-corefile` as a person sees it.
class CheckCorefileTest {
  @TempDir private Path folder;

  private record Ran(int code, String out, String err) {}

  private Ran check(String text, String... options) throws IOException {
    Path file = folder.resolve("Corefile");
    Files.writeString(file, text);
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    String[] words = new String[options.length + 2];
    words[0] = "check-corefile";
    words[1] = file.toString();
    System.arraycopy(options, 0, words, 2, options.length);
    int code = Main.run(new PrintWriter(out, true), new PrintWriter(err, true), words);
    return new Ran(
        code, out.toString().replace(folder + "/", ""), err.toString().replace(folder + "/", ""));
  }

  @Test
  void tellsWhatBecomesOfEachLine() throws IOException {
    Ran ran =
        check(
            """
            .:0 {
                bind 127.0.0.1
                # nothing
                errors {
                  stacktrace
                }
                kubernetes cluster.local {
                    pods verified
                }
                debug
            }
            """);
    assertThat(ran.err).isEmpty();
    assertThat(ran.code).isZero();
    assertThat(ran.out)
        .isEqualTo(
            """
            Corefile:1   .:0                         served
            Corefile:2     bind 127.0.0.1            acted on: where it listens
            Corefile:4     errors                    acted on: failures go to the log
            Corefile:5       stacktrace              acted on
            Corefile:7     kubernetes cluster.local  acted on: names of Services and their members
            Corefile:8       pods verified           acted on
            Corefile:10    debug                     accepted, not acted on: a failure never ends the\
             process and is always logged
            """);
  }

  @Test
  void jsonAndYamlSayTheSame() throws IOException {
    Ran json = check(".:0 {\n bind 127.0.0.1\n debug\n}\n", "-o", "json");
    assertThat(json.code).isZero();
    assertThat(json.out)
        .contains("\"accepted\": true")
        .contains("\"verdict\": \"not-acted-on\"")
        .contains("\"line\": 3");
    assertThat(check(".:0 {\n bind 127.0.0.1\n}\n", "-o", "yaml").out)
        .startsWith("accepted: true\nlines:\n- block: .:0\n");
    assertThat(check(". {\n nope\n}\n", "-o", "json").out).contains("\"accepted\": false");
  }

  @Test
  void whatIsRefusedIsToldWithItsPlace() throws IOException {
    Ran unknown =
        check(".:0 {\n bind 127.0.0.1\n erors\n errors 1 2 {\n  stacktrace\n }\n debug\n}\n");
    assertThat(unknown.code).isEqualTo(2);
    assertThat(unknown.out)
        .isEqualTo(
            """
            Corefile:1  .:0               served
            Corefile:2    bind 127.0.0.1  acted on: where it listens
            Corefile:3    erors           refused: unknown directive "erors" (did you mean\
             "errors"?)
            Corefile:4    errors 1 2      refused: errors has 2 arguments (expected: none, or\
             stdout)
            Corefile:5      stacktrace    not looked at: what it belongs to is refused
            Corefile:7    debug           accepted, not acted on: a failure never ends the process\
             and is always logged
            """);
    assertThat(unknown.err)
        .isEqualTo(
            """
            Corefile:3:2: unknown directive "erors" (did you mean "errors"?)
            Corefile:4:11: errors has 2 arguments (expected: none, or stdout)
            """);
    Ran missing =
        check(".:0 {\n bind 127.0.0.1\n kubernetes a {\n  kubeconfig /no/such/file\n }\n}\n");
    assertThat(missing.code).isEqualTo(2);
    assertThat(missing.err)
        .isEqualTo("Corefile:4:3: cannot read /no/such/file: there is no such file\n");
  }

  @Test
  void anAddressThatIsTakenIsRefused() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Ran ran = check(".:" + taken.getLocalPort() + " {\n bind 127.0.0.1\n errors\n}\n");
      assertThat(ran.code).isEqualTo(2);
      assertThat(ran.err)
          .startsWith("Corefile:2:7: cannot listen on ")
          .contains("another program listens there already");
    }
  }
}
