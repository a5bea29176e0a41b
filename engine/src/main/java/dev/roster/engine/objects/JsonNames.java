package dev.roster.engine.objects;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// The names of a JSON text: one instance of equal ones, and which of them the objects have that
/// are open now. It ends with its text: nobody can fill or poison another's.
final class JsonNames {
  /// Names remembered, at most; others are made anew each time.
  static final int NAMES_MAX = 1 << 10;

  private static final int SLOTS = 2 * NAMES_MAX; // a power of two

  /// Names of one object that are compared one by one; more are looked up.
  private static final int COMPARED_MAX = 64;

  private final String[] slots = new String[SLOTS];
  private int remembered;
  private String[] open = new String[64]; // names of all open objects, the innermost last
  private int count;
  private int[] begins = new int[16]; // where each open object's begin
  private int depth;
  private final List<Set<String>> many = new ArrayList<>(); // by depth; empty where there are few

  /// The name that ASCII bytes say.
  String of(byte[] bytes, int from, int length) {
    int hash = length;
    for (int i = 0; i < length; i++) hash = 31 * hash + bytes[from + i];
    int slot = (hash ^ hash >>> 15) & (SLOTS - 1);
    while (slots[slot] != null) {
      if (is(slots[slot], bytes, from, length)) return slots[slot];
      slot = (slot + 1) & (SLOTS - 1);
    }
    String name = new String(bytes, from, length, StandardCharsets.ISO_8859_1);
    if (remembered == NAMES_MAX) return name;
    remembered++;
    slots[slot] = name;
    return name;
  }

  private static boolean is(String name, byte[] bytes, int from, int length) {
    if (name.length() != length) return false;
    for (int i = 0; i < length; i++) if (name.charAt(i) != bytes[from + i]) return false;
    return true;
  }

  /// An object begins.
  void begin() {
    if (depth == begins.length) begins = Arrays.copyOf(begins, 2 * depth);
    begins[depth++] = count;
  }

  /// The innermost object has a name; false if it has it already.
  boolean add(String name) {
    int begin = begins[depth - 1];
    if (count - begin >= COMPARED_MAX) return lookedUp(begin).add(name);
    for (int i = begin; i < count; i++) if (open[i].equals(name)) return false;
    if (count == open.length) open = Arrays.copyOf(open, 2 * count);
    open[count++] = name;
    return true;
  }

  private Set<String> lookedUp(int begin) {
    while (many.size() < depth) many.add(new HashSet<>());
    Set<String> names = many.get(depth - 1);
    if (names.isEmpty()) names.addAll(Arrays.asList(open).subList(begin, count));
    return names;
  }

  /// The innermost object ends.
  void end() {
    count = begins[--depth];
    if (depth < many.size()) many.set(depth, new HashSet<>());
  }
}
