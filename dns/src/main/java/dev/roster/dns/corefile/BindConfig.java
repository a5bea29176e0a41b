package dev.roster.dns.corefile;

import java.util.ArrayList;
import java.util.List;

/// `bind ADDRESS|INTERFACE... { except ADDRESS|INTERFACE... }`: where the block listens. Several
/// add up. Without it the block listens on all addresses.
public record BindConfig(List<Binding> bindings) implements DirectiveConfig {
  public BindConfig {
    bindings = List.copyOf(bindings);
  }

  /// One `bind`: IP addresses and names of interfaces, and those of them that are not meant.
  public record Binding(List<Token> addresses, List<Token> except) {
    public Binding {
      addresses = List.copyOf(addresses);
      except = List.copyOf(except);
    }
  }

  @Override
  public String directive() {
    return "bind";
  }

  static BindConfig parse(TokenCursor words, BlockContext block) throws Refusal {
    List<Binding> bindings = new ArrayList<>();
    while (words.next()) {
      List<Token> addresses = words.arguments();
      if (addresses.isEmpty()) throw words.refuse("bind needs an address or an interface");
      List<Token> except = List.of();
      while (words.nextInBlock()) {
        if (!words.text().equals("except")) throw words.refuseProperty("bind", List.of("except"));
        except = words.arguments();
        if (except.isEmpty()) throw words.refuse("except needs an address or an interface");
      }
      bindings.add(new Binding(addresses, except));
    }
    return new BindConfig(bindings);
  }
}
