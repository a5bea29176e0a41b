package dev.roster.core.objects;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/// Names and addresses that Kubernetes accepts, and such that it doesn't.
class SyntaxTest {
  private static final String A63 = "a".repeat(63);

  @Test
  void labels() {
    check(Syntax::label, "a 1a a-b a--b 0 " + A63, "A a. a_b -a a- . é " + A63 + "a");
    assertThat(Syntax.label("")).hasSize(1);
    assertThat(Syntax.label(A63 + "a")).containsExactly("must be no more than 63 characters");
  }

  @Test
  void subdomains() {
    check(Syntax::subdomain, "a a.b 1.2.3.4 a-b.c", "A a..b .a a. a_b a.-b");
    String longest = (A63 + ".").repeat(3) + "a".repeat(61);
    assertThat(Syntax.subdomain(longest)).isEmpty();
    assertThat(Syntax.subdomain(longest + "a")).hasSize(1);
  }

  @Test
  void namesOfLabels() {
    check(
        Syntax::qualifiedName,
        "a app A.b_c example.com/ok 1/2 " + A63,
        "a/ /a a/b/c -a a- a&b Ex/a " + A63 + "a");
    check(Syntax::labelValue, "a X_y.Z 1", "-a a- a/b " + A63 + "a");
    assertThat(Syntax.labelValue("")).isEmpty();
    assertThat(Syntax.qualifiedName("")).isNotEmpty();
  }

  @Test
  void ports() {
    check(
        Syntax::portName,
        "http a 1a p-1 abcdefghijklmno",
        "1 -a a- a--b HTTP a_b abcdefghijklmnop");
    assertThat(Syntax.portName("")).isNotEmpty();
    assertThat(Syntax.portNumber(1)).isEmpty();
    assertThat(Syntax.portNumber(65535)).isEmpty();
    assertThat(Syntax.portNumber(0)).isNotEmpty();
    assertThat(Syntax.portNumber(65536)).isNotEmpty();
  }

  @Test
  void keysOfConfigMapsAreNamesOfFiles() {
    check(Syntax::configKey, "a a.b A_b-C .x", ". .. ..a a/b a%");
    check(Syntax::envName, "A a.b A-B 1", "A=B é");
    check(Syntax::pathSegment, "a system:x A_b", ". .. a/b a%b");
  }

  @Test
  void addressesOfEndpoints() {
    Function<String, List<String>> cluster = text -> Syntax.endpointIp(text, false);
    Function<String, List<String>> local = text -> Syntax.endpointIp(text, true);
    String never = "0.0.0.0 :: 169.254.1.1 fe80::1 febf::1 224.0.0.1 ff02::1 10.0.0.01 x";
    check(cluster, "10.0.0.1 2001:db8::1 224.0.1.1 fec0::1 ff05::1", never + " 127.0.0.1 ::1");
    check(local, "10.0.0.1 127.0.0.1 127.1.2.3 ::1", never);
  }

  private static void check(Function<String, List<String>> syntax, String good, String bad) {
    for (String text : good.split(" ", -1)) assertThat(syntax.apply(text)).as(text).isEmpty();
    for (String text : bad.split(" ", -1)) assertThat(syntax.apply(text)).as(text).isNotEmpty();
  }
}
