package dev.roster.dns.corefile;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LexerTest {
  /// `~` stands for a line feed, `^` for a carriage return, `_` for a space; each word is
  /// `line:column text`.
  @ParameterizedTest
  @CsvSource(
      delimiter = '=',
      quoteCharacter = '`',
      value = {
        "a b              = 1:1 a|1:3 b",
        "__a~__b          = 1:3 a|2:3 b",
        "a # b c~d        = 1:1 a|2:1 d",
        "a# b~c           = 1:1 a|1:4 b|2:1 c",
        "a#b~c            = 1:1 a|2:1 c",
        "#a~#b            = ''",
        "\"a b\" c        = 1:1 a_b|1:7 c",
        "\"a~b\" c        = 1:1 a~b|2:4 c",
        "\"a\\\"b\"       = 1:1 a\"b",
        "\"a\\nb\"        = 1:1 a\\nb",
        "\"a#b\" c        = 1:1 a#b|1:7 c",
        "\"\" a           = 1:1 |1:4 a",
        "a\"b c           = 1:1 a\"b|1:5 c",
        "\"a\"b           = 1:1 a|1:4 b",
        "\"a b            = 1:1 a_b",
        "\"               = ''",
        "a{ }b            = 1:1 a{|1:4 }b",
        "a\\ b            = 1:1 a\\|1:4 b",
        "\uFEFFa          = 1:1 a",
        "a\u00a0b\u3000c  = 1:1 a|1:3 b|1:5 c",
        "a^b^~c          = 1:1 ab|2:1 c",
        "ä ö~ü            = 1:1 ä|1:3 ö|2:1 ü",
      })
  void words(String text, String expected) throws Refusal {
    String in = text.strip().replace('~', '\n').replace('_', ' ').replace('^', '\r');
    String words =
        Lexer.tokens(in, "f").stream().map(LexerTest::shown).collect(Collectors.joining("|"));
    assertThat(words).isEqualTo(expected.equals("''") ? "" : expected);
  }

  private static String shown(Token token) {
    String text = token.text().replace(' ', '_').replace('\n', '~');
    return token.position().line() + ":" + token.position().column() + " " + text;
  }

  @Test
  void wordsAreBounded() throws Refusal {
    assertThat(Lexer.tokens("a ".repeat(Lexer.TOKENS_MAX), "f")).hasSize(Lexer.TOKENS_MAX);
    assertThat(CorefileCases.refused("a ".repeat(Lexer.TOKENS_MAX + 1)))
        .contains("more than 200000 words");
  }
}
