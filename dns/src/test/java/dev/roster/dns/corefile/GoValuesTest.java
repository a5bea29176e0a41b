package dev.roster.dns.corefile;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GoValuesTest {
  @ParameterizedTest
  @CsvSource({
    "0, PT0S",
    "5s, PT5S",
    "1m30s, PT1M30S",
    "1.5h, PT1H30M",
    ".5s, PT0.5S",
    "1.s, PT1S",
    "-2ms, PT-0.002S",
    "+3us, PT0.000003S",
    "4µs, PT0.000004S",
    "7ns, PT0.000000007S",
    "1h1h, PT2H",
  })
  void durations(String text, Duration expected) {
    assertThat(GoValues.duration(text)).contains(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "5", "s", ".s", "1d", "1 s", "1s ", "-", "9223372036854775808ns", "1e3s"})
  void noDurations(String text) {
    assertThat(GoValues.duration(text)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "none",
      value = {
        "localhost:1, localhost, 1",
        ":1, '', 1",
        "a:, a, 0",
        "a:x, none, none",
        "a:65536, none, none",
        "[::1]:1, ::1, 1",
        "[]:1, '', 1",
        "::1, none, none",
        "a, none, none",
        "[::1, none, none",
        "[a]b:1, none, none",
        "a]:1, none, none",
      })
  void hostsAndPorts(String text, String host, String port) {
    if (host == null) assertThat(GoValues.hostPort(text)).isEmpty();
    else assertThat(GoValues.hostPort(text)).contains(new HostPort(host, Integer.parseInt(port)));
  }

  @Test
  void integersAndDecimals() {
    assertThat(GoValues.integer("+5")).hasValue(5);
    assertThat(GoValues.integer("-5")).hasValue(-5);
    assertThat(GoValues.integer("9223372036854775807")).hasValue(Long.MAX_VALUE);
    assertThat(GoValues.integer("9223372036854775808")).isEmpty();
    assertThat(GoValues.integer("1_000")).isEmpty();
    assertThat(GoValues.integer("")).isEmpty();
    assertThat(GoValues.decimal("50.0")).hasValue(50);
    assertThat(GoValues.decimal("1e3")).hasValue(1000);
    assertThat(GoValues.decimal("x")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "'.* timeout$', a timeout, true",
    "'(?P<x>a)b', ab, true",
    "'[[:alpha:]]+', 12, false",
    "'[[:^digit:]]', 1, false",
    "'[a[]', '[', true",
    "'[]a]', ']', true",
    "'[^]a]', ']', false",
    "'a&&b', 'a&&b', true",
    "'[&&a]', '&', true",
    "'a{2}', aa, true",
    "'(?i)ERR', err, true",
    "'[*+]+[?+]+', '+?', true",
    "'a{x', 'a{x', true",
    "'a{,2}', 'a{,2}', true",
    "'a{1,2}?b', aab, true",
    "'[^\\s.]', ' ', false",
    "'\\Qa.b\\E', axb, false",
    "'\\pL[\\p{Lu}]', xY, true",
    "'(?s:a.)(?-i)b$', 'a\nb', true",
    "'a$', 'a\n', false",
    "'(?m)a$', 'a\nb', true",
    "'a.b', 'a\rb', true",
  })
  void expressions(String regex, String text, boolean found) {
    assertThat(GoRegex.compile(regex).orElseThrow().matcher(text).find()).isEqualTo(found);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "())",
        "(?=a)",
        "(?<!a)",
        "(a)\\1",
        "a++",
        "a{1001}",
        "[a",
        "*",
        "[[:nope:]]",
        "a**",
        "a{2}{3}",
        "(?x)a",
        "(?u)a",
        "(?d)a",
        "(?>a)",
        "\\h",
        "\\R",
        "\\Z",
        "a\\",
        "(?P=n)",
        "a{1,1001}"
      })
  void noExpressions(String regex) {
    assertThat(GoRegex.compile(regex)).isEmpty();
  }

  @Test
  void groupsKeepTheirNames() {
    GoPattern pattern = GoPattern.compile("(?P<first_name>a)(?<Qu>b)(c)(?P<_9>d)").orElseThrow();
    assertThat(pattern.names()).isEqualTo(Map.of("first_name", 1, "Qu", 2, "_9", 4));
    assertThat(pattern.find("abcd").orElseThrow().group(4)).isEqualTo("d");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "environment=prod | environment=prod",
        "environment in (production, staging, qa),application=nginx"
            + " | application=nginx,environment in (production,qa,staging)",
        "a==b, !c, d, e notin (x) | a=b,!c,d,e notin (x)",
        "a=, b in () | a=,b in ()",
        "example.com/a=b | example.com/a=b",
        "a=1,a=2 | a=2",
        "'' | ''",
      })
  void selectors(String text, String canonical) {
    assertThat(LabelSelector.parse(text).orElseThrow().toString()).isEqualTo(canonical);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a in (b",
        "a in b",
        "a != b",
        "a > 1",
        "=b",
        "a=b,",
        "a=-",
        "a b",
        "!",
        "A/b=c",
        "a in (b))"
      })
  void noSelectors(String text) {
    assertThat(LabelSelector.parse(text)).isEmpty();
  }
}
