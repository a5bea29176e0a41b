package dev.roster.kubernetes.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProxyRulesTest {
  private static ApiAccess access(String server, String proxy) {
    Credentials none = new Credentials.None();
    return new ApiAccess(URI.create(server), "", "", "", none, false, "", proxy);
  }

  /// As the table of golang.org/x/net/http/httpproxy has it.
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "https://localhost:6443    |                        | true",
        "https://127.3.2.1         |                        | true",
        "https://[::1]             |                        | true",
        "https://10.0.0.1          |                        | false",
        "https://10.0.0.1          | *                      | true",
        "https://10.0.0.1          | 10.0.0.1               | true",
        "https://10.0.0.1:6443     | 10.0.0.1:443           | false",
        "https://10.0.0.1:6443     | 10.0.0.1:6443          | true",
        "https://10.0.0.1          | 10.0.0.1:443           | true",
        "http://10.0.0.1           | 10.0.0.1:80            | true",
        "https://10.1.2.3          | 10.0.0.0/8             | true",
        "https://11.1.2.3          | 10.0.0.0/8             | false",
        "https://10.1.2.3          | 10.1.2.2/31            | true",
        "https://10.1.2.4          | 10.1.2.2/31            | false",
        "https://10.1.2.3          | 10.0.0.0/33, x/8, 1/ab | false",
        "https://[fd00::1]         | fd00::/8               | true",
        "https://[fd00::1]         | fd00::1                | true",
        "https://[fd00::1]:6443    | [fd00::1]:6443         | true",
        "https://[fd00::1]:6443    | [fd00::1]:443          | false",
        "https://example.org       | example.org            | true",
        "https://API.Example.org   | example.ORG            | true",
        "https://anexample.org     | example.org            | false",
        "https://example.org       | .example.org           | false",
        "https://api.example.org   | .example.org           | true",
        "https://api.example.org   | *.example.org          | true",
        "https://api.example.org   | x, , api.example.org:443 | true",
        "https://api.example.org   | api.example.org:6443   | false",
      })
  void whatNoProxyNamesIsAskedDirectly(String server, String noProxy, boolean direct) {
    String entries = noProxy == null ? "" : noProxy;
    assertThat(ProxyRules.isDirect(URI.create(server), entries)).isEqualTo(direct);
  }

  @Test
  void theKubeconfigComesBeforeTheEnvironment() throws BadAccessException {
    Map<String, String> environment =
        Map.of("HTTPS_PROXY", "http://a:1", "https_proxy", "b:2", "http_proxy", "c");
    assertThat(proxy("https://10.0.0.1", "", environment)).isEqualTo("HTTP @ a/<unresolved>:1");
    assertThat(proxy("http://10.0.0.1", "", environment)).isEqualTo("HTTP @ c/<unresolved>:80");
    assertThat(proxy("https://localhost", "", environment)).isEqualTo("DIRECT");
    assertThat(proxy("https://localhost", "socks5://[fd00::1]", environment))
        .isEqualTo("SOCKS @ fd00::1/<unresolved>:1080");
    assertThat(proxy("https://10.0.0.1", "", Map.of())).isEqualTo("DIRECT");
    ProxyRules rules = ProxyRules.of(access("https://h", "http://a%40:b%2b+@h"), Map.of());
    assertThat(rules.user() + " " + rules.password()).isEqualTo("a@ b++");
    assertThat(rules.toString()).doesNotContain("b+");
  }

  private static String proxy(String server, String proxy, Map<String, String> environment)
      throws BadAccessException {
    return ProxyRules.of(access(server, proxy), environment).proxy().toString();
  }

  @ParameterizedTest
  @CsvSource({
    "https://p:1, can't go through https://p",
    "ftp://p, can't go through ftp://p",
    "http://, is no URL",
    "http:// a, is no URL",
    "socks5://u:secret@p, a user can't be told"
  })
  void aProxyThatCantBeUsedIsRefused(String proxy, String why) {
    assertThatThrownBy(() -> ProxyRules.of(access("https://h", proxy), Map.of()))
        .isInstanceOf(BadAccessException.class)
        .hasMessageContaining(why)
        .hasMessageNotContaining("secret");
  }
}
