package dev.roster.app.verbs;

import dev.roster.core.objects.Tree;
import dev.roster.core.objects.TreeLists;
import java.util.List;

/// The server's failures as kubectl prints them.
final class ServerErrors {
  private ServerErrors() {}

  /// `Error from server (NotFound): pods "x" not found`; of an invalid object `The Pod "x" is
  /// invalid: ...` with a line for each cause.
  ///
  /// @param doing what was being done, such as `error when creating "db.yaml"`; "" for nothing
  static String text(Tree.Obj status, String doing) {
    String reason = status.text("reason");
    String message = status.text("message");
    if (reason.equals("Invalid") && !status.text("details", "kind").isEmpty()) {
      return invalid(status);
    }
    String middle = doing.isEmpty() ? "" : doing + ": ";
    if (reason.isEmpty()) return "Error from server: " + middle + message;
    return "Error from server (" + reason + "): " + middle + message;
  }

  private static String invalid(Tree.Obj status) {
    List<Tree.Obj> causes = TreeLists.objects(status.list("details", "causes"));
    StringBuilder text = new StringBuilder("The ");
    text.append(status.text("details", "kind")).append(" \"");
    text.append(status.text("details", "name")).append("\" is invalid: ");
    if (causes.size() == 1) {
      Tree.Obj cause = causes.getFirst();
      return text.append(cause.text("field")).append(": ").append(cause.text("message")).toString();
    }
    for (Tree.Obj cause : causes) {
      text.append("\n* ").append(cause.text("field")).append(": ").append(cause.text("message"));
    }
    return text.toString();
  }
}
