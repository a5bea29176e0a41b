package dev.roster.core.objects;

/// Where in a source something stands, for messages: `db.yaml:12:5`. Lines and columns count from
/// 1; 0 means unknown.
public record Position(String source, int line, int column) {
  /// Of what no file says.
  public static final Position NONE = new Position("", 0, 0);

  @Override
  public String toString() {
    if (this.equals(NONE)) return "";
    return line == 0 ? source : source + ":" + line + (column == 0 ? "" : ":" + column);
  }
}
