package dev.roster.core.objects;

/// Something in an object that its writer must mend, or should know.
///
/// @param position where it stands; [Position#NONE] where no file says
/// @param path into the object as kubectl prints it: `spec.ports[0].name`; "" for the object itself
/// @param message in Kubernetes' words: `Invalid value: "a.b": a DNS-1035 label must ...`
public record Problem(Position position, String path, String message)
    implements Comparable<Problem> {
  /// `db.yaml:12:5: spec.ports[0].name: Required value`.
  @Override
  public String toString() {
    String where = position.toString();
    return (where.isEmpty() ? "" : where + ": ") + (path.isEmpty() ? "" : path + ": ") + message;
  }

  /// By source, line and column; then by path and message.
  @Override
  public int compareTo(Problem other) {
    int order = position.source().compareTo(other.position.source());
    if (order == 0) order = Integer.compare(position.line(), other.position.line());
    if (order == 0) order = Integer.compare(position.column(), other.position.column());
    if (order == 0) order = path.compareTo(other.path);
    return order != 0 ? order : message.compareTo(other.message);
  }
}
