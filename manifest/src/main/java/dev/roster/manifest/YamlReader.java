package dev.roster.manifest;

import dev.roster.core.objects.FieldPath;
import dev.roster.core.objects.Position;
import dev.roster.core.objects.Problem;
import dev.roster.core.objects.Tree;
import dev.roster.engine.objects.MalformedTextException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/// YAML text to trees with positions, as kubectl reads it: YAML 1.1 scalars ([Yaml11]), names of
/// any scalar, merge keys (`<<`), anchors. A name that stands twice in a map is refused, and so is
/// what has no JSON form.
public final class YamlReader {
  /// Maps and lists within each other, aliases followed.
  static final int DEPTH_MAX = 200;

  /// Values that aliases and merge keys may stand for in one text, all together.
  static final int ALIASED_VALUES_MAX = 100_000;

  /// Characters of one text.
  static final int TEXT_CHARS_MAX = 64 << 20;

  private static final String TAGS = "tag:yaml.org,2002:";

  /// A value with what it costs to repeat it.
  private record Built(Tree tree, int values, int depth) {}

  private final Iterator<Event> events;
  private final String source;
  private final Map<String, Optional<Built>> anchors = new HashMap<>();
  private int aliasedValues;
  private int values;

  private YamlReader(Iterator<Event> events, String source) {
    this.events = events;
    this.source = source;
  }

  /// The documents of a text in order; empty ones are left out.
  ///
  /// @param source names the text in positions and problems
  /// @throws MalformedTextException if it is no YAML, has no JSON form, or is beyond a bound
  public static List<Tree> read(String text, String source) throws MalformedTextException {
    LoadSettings settings =
        LoadSettings.builder().setLabel(source).setCodePointLimit(TEXT_CHARS_MAX).build();
    try {
      Iterator<Event> events = new Parse(settings).parseString(text).iterator();
      return new YamlReader(events, source).documents();
    } catch (MarkedYamlEngineException malformed) {
      Position at =
          malformed.getProblemMark().map(mark -> position(source, mark)).orElse(at(source));
      throw new MalformedTextException(new Problem(at, "", "not YAML: " + why(malformed)));
    } catch (YamlEngineException malformed) {
      String why = String.valueOf(malformed.getMessage()).lines().findFirst().orElse("");
      throw new MalformedTextException(new Problem(at(source), "", "not YAML: " + why));
    } catch (IllegalArgumentException malformed) {
      // The parser's own, where the digits of an escape are cut off or name no character.
      String why = "an escape that is none: " + malformed.getMessage();
      throw new MalformedTextException(new Problem(at(source), "", "not YAML: " + why));
    }
  }

  private static String why(MarkedYamlEngineException malformed) {
    String context = Optional.ofNullable(malformed.getContext()).orElse("");
    return (context.isEmpty() ? "" : context + ", ") + malformed.getProblem();
  }

  private List<Tree> documents() throws MalformedTextException {
    List<Tree> documents = new ArrayList<>();
    while (events.hasNext()) {
      Event event = events.next();
      if (event.getEventId() != Event.ID.DocumentStart) continue;
      anchors.clear();
      Tree tree = value(events.next(), FieldPath.ROOT, 0).tree();
      if (!(tree instanceof Tree.Null)) documents.add(tree);
    }
    return documents;
  }

  private Built value(Event event, FieldPath path, int depth) throws MalformedTextException {
    Position at = position(event);
    if (depth > DEPTH_MAX) {
      throw problem(at, path, "more than " + DEPTH_MAX + " maps and lists within each other");
    }
    if (event instanceof AliasEvent alias) return aliased(alias, path, depth);
    if (!(event instanceof NodeEvent node)) {
      throw problem(at, path, "not YAML: unexpected " + event.getEventId());
    }
    Optional<String> anchor = node.getAnchor().map(Object::toString);
    anchor.ifPresent(name -> anchors.put(name, Optional.empty()));
    int before = values++;
    int below = 0;
    Tree tree;
    if (event instanceof ScalarEvent scalar) {
      tree = scalar(scalar, path);
    } else if (event.getEventId() == Event.ID.SequenceStart) {
      List<Tree> elements = new ArrayList<>();
      for (Event next = events.next();
          next.getEventId() != Event.ID.SequenceEnd;
          next = events.next()) {
        Built element = value(next, path.index(elements.size()), depth + 1);
        below = Math.max(below, element.depth() + 1);
        elements.add(element.tree());
      }
      tree = new Tree.Arr(elements, at);
    } else {
      YamlMap map = new YamlMap(at);
      for (Event next = events.next();
          next.getEventId() != Event.ID.MappingEnd;
          next = events.next()) {
        below = Math.max(below, member(map, next, path, depth) + 1);
      }
      tree = map.build();
    }
    Built built = new Built(tree, values - before, below);
    anchor.ifPresent(name -> anchors.put(name, Optional.of(built)));
    return built;
  }

  // Returns the depth of the member's value.
  private int member(YamlMap map, Event key, FieldPath path, int depth)
      throws MalformedTextException {
    Position at = position(key);
    if (isMerge(key)) {
      Built merged = value(events.next(), path.child("<<"), depth + 1);
      if (!map.merge(merged.tree())) {
        throw problem(at, path, "a merge key (<<) must name a map or a list of maps");
      }
      return merged.depth();
    }
    Built built = value(key, path, depth + 1);
    String name = name(built.tree(), at, path);
    Optional<Position> first = map.putKey(name, at);
    if (first.isPresent()) {
      String message = "duplicate field \"" + name + "\", first on line " + first.get().line();
      throw problem(at, path.child(name), message);
    }
    Built member = value(events.next(), path.child(name), depth + 1);
    map.put(name, member.tree());
    return member.depth();
  }

  private static boolean isMerge(Event key) {
    return key instanceof ScalarEvent scalar
        && scalar.getValue().equals("<<")
        && (scalar.isPlain() || scalar.getTag().orElse("").equals(TAGS + "merge"));
  }

  // Names are strings in JSON: `on:` is "true" and 0644: is "420", as in a cluster.
  private String name(Tree key, Position at, FieldPath path) throws MalformedTextException {
    return switch (key) {
      case Tree.Text text -> text.value();
      case Tree.Bool bool -> Boolean.toString(bool.value());
      case Tree.Num num -> num.value().stripTrailingZeros().toPlainString();
      case Tree.Null _ -> throw problem(at, path, "a field without a name");
      case Tree.Obj _, Tree.Arr _ ->
          throw problem(at, path, "a field's name must be a string (put {{ }} in quotes)");
    };
  }

  private Built aliased(AliasEvent alias, FieldPath path, int depth) throws MalformedTextException {
    String name = alias.getAlias().toString();
    Position at = position(alias);
    if (!anchors.containsKey(name)) throw problem(at, path, "there is no anchor &" + name);
    Optional<Built> anchored = anchors.getOrDefault(name, Optional.empty());
    if (anchored.isEmpty()) throw problem(at, path, "the anchor &" + name + " contains itself");
    Built built = anchored.get();
    aliasedValues += built.values();
    values += built.values();
    if (aliasedValues > ALIASED_VALUES_MAX) {
      throw problem(at, path, "aliases stand for more than " + ALIASED_VALUES_MAX + " values");
    }
    if (depth + built.depth() > DEPTH_MAX) {
      throw problem(at, path, "more than " + DEPTH_MAX + " maps and lists within each other");
    }
    return built;
  }

  private Tree scalar(ScalarEvent scalar, FieldPath path) throws MalformedTextException {
    Position at = position(scalar);
    String text = scalar.getValue();
    String tag = scalar.getTag().orElse("");
    if (tag.isEmpty() || tag.equals("!")) {
      return scalar.isPlain() && tag.isEmpty() ? Yaml11.resolve(text, at) : new Tree.Text(text, at);
    }
    if (!tag.startsWith(TAGS)) return new Tree.Text(text, at);
    Tree resolved = Yaml11.resolve(text, at);
    boolean fits =
        switch (tag.substring(TAGS.length())) {
          case "str", "timestamp" -> true;
          case "int" -> resolved instanceof Tree.Num num && num.isWhole();
          case "float" -> resolved instanceof Tree.Num;
          case "bool" -> resolved instanceof Tree.Bool;
          case "null" -> resolved instanceof Tree.Null;
          default -> false;
        };
    if (!fits)
      throw problem(at, path, "the tag !!" + tag.substring(TAGS.length()) + " does not fit");
    boolean string = tag.endsWith(":str") || tag.endsWith(":timestamp");
    return string ? new Tree.Text(text, at) : resolved;
  }

  private Position position(Event event) {
    return event.getStartMark().map(mark -> position(source, mark)).orElse(at(source));
  }

  private static Position position(String source, Mark mark) {
    return new Position(source, mark.getLine() + 1, mark.getColumn() + 1);
  }

  private static Position at(String source) {
    return new Position(source, 0, 0);
  }

  private static MalformedTextException problem(Position at, FieldPath path, String message) {
    return new MalformedTextException(new Problem(at, path.toString(), message));
  }

  /// A map while it is built: its own names win over merged ones, and keep their order.
  private static final class YamlMap {
    private final Position at;
    private final Map<String, Tree> members = new LinkedHashMap<>();
    private final Map<String, Position> positions = new LinkedHashMap<>();
    private final Map<String, Tree> merged = new LinkedHashMap<>();
    private final Map<String, Position> mergedPositions = new LinkedHashMap<>();

    YamlMap(Position at) {
      this.at = at;
    }

    /// Remembers where a name stands; the place where it stood before, if it did.
    Optional<Position> putKey(String name, Position position) {
      return Optional.ofNullable(positions.putIfAbsent(name, position));
    }

    void put(String name, Tree value) {
      members.put(name, value);
    }

    boolean merge(Tree value) {
      return switch (value) {
        case Tree.Obj obj -> {
          obj.members().forEach(merged::putIfAbsent);
          obj.keyPositions().forEach(mergedPositions::putIfAbsent);
          yield true;
        }
        case Tree.Arr arr -> {
          boolean all = true;
          for (Tree each : arr.elements()) all &= each instanceof Tree.Obj && merge(each);
          yield all;
        }
        case Tree.Text _, Tree.Num _, Tree.Bool _, Tree.Null _ -> false;
      };
    }

    Tree.Obj build() {
      merged.forEach(members::putIfAbsent);
      mergedPositions.forEach(positions::putIfAbsent);
      return new Tree.Obj(members, positions, at);
    }
  }
}
