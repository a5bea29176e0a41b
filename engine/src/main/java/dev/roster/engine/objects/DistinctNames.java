package dev.roster.engine.objects;

import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.util.JsonParserDelegate;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// A parser that refuses a name that stands twice in an object, wherever it is read or passed over.
/// Jackson's own way to do so costs a set for each object: a third of what a large list allocates.
final class DistinctNames extends JsonParserDelegate {
  private final List<Names> levels = new ArrayList<>(); // of the objects that are open
  private int depth;

  DistinctNames(JsonParser parser) {
    super(parser);
  }

  /// The names of one object so far.
  private static final class Names {
    /// Names that are compared one by one; more are kept in a set.
    static final int COMPARED_MAX = 16;

    final String[] few = new String[COMPARED_MAX];
    final Set<String> many = new HashSet<>();
    int count;

    void clear() {
      count = 0;
      if (!many.isEmpty()) many.clear();
    }

    boolean add(String name) {
      for (int i = 0; i < Math.min(count, COMPARED_MAX); i++) if (few[i].equals(name)) return false;
      if (count >= COMPARED_MAX) return many.add(name);
      few[count++] = name;
      return true;
    }
  }

  @Override
  public JsonToken nextToken() throws IOException {
    JsonToken token = delegate.nextToken();
    if (token == JsonToken.FIELD_NAME) {
      String name = delegate.currentName();
      if (!levels.get(depth - 1).add(name)) {
        throw new JsonParseException(
            this, "Duplicate field '" + name + "'", delegate.currentTokenLocation());
      }
    } else if (token == JsonToken.START_OBJECT) {
      if (depth == levels.size()) levels.add(new Names());
      levels.get(depth++).clear();
    } else if (token == JsonToken.END_OBJECT) {
      depth--;
    }
    return token;
  }

  @Override
  public JsonParser skipChildren() throws IOException {
    if (!delegate.hasToken(JsonToken.START_OBJECT) && !delegate.hasToken(JsonToken.START_ARRAY)) {
      return this;
    }
    int open = 1;
    while (open > 0) {
      JsonToken token = nextToken();
      if (token == null) return this; // Jackson itself says that the end was not expected
      if (token.isStructStart()) open++;
      else if (token.isStructEnd()) open--;
    }
    return this;
  }
}
