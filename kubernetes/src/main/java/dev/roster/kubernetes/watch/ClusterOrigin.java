package dev.roster.kubernetes.watch;

import dev.roster.core.objects.Kind;
import dev.roster.kubernetes.decode.ApiObject;
import dev.roster.kubernetes.decode.ApiStatus;
import dev.roster.kubernetes.decode.BodyDecoder;
import dev.roster.kubernetes.decode.Encoding;
import dev.roster.kubernetes.http.ApiClient;
import dev.roster.kubernetes.http.Reply;
import dev.roster.kubernetes.http.ReplyBody;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Which cluster it is: the UID of its namespace kube-system. Asked as a list of one, since nobody
/// needs another right than to list namespaces.
final class ClusterOrigin {
  private static final WatchedKind SYSTEM =
      new WatchedKind(Kind.NAMESPACE, "", "metadata.name=kube-system", false);

  private ClusterOrigin() {}

  /// What came of asking.
  sealed interface Answer {
    /// The UID.
    record Known(String uid) implements Answer {}

    /// @param code as HTTP's; 0: no answer, or one that can't be read
    record Failed(int code, String why) implements Answer {}
  }

  static Answer ask(ApiClient client) {
    Request first = new Request.Page("", 1);
    return switch (client.get(first.path(SYSTEM), ReflectorLoop.LIST_SILENCE_MAX)) {
      case Reply.Unreachable(String why) -> new Answer.Failed(0, why);
      case Reply.Refused(ApiStatus status) -> new Answer.Failed(status.code(), status.toString());
      case Reply.Opened(String contentType, ReplyBody body) -> read(contentType, body);
    };
  }

  private static Answer read(String contentType, ReplyBody body) {
    Optional<Encoding> encoding = Encoding.of(contentType);
    List<ApiObject> all = new ArrayList<>(1);
    try (body) {
      if (encoding.isEmpty()) return new Answer.Failed(0, "a body of type " + contentType);
      BodyDecoder.of(encoding.get(), "", Kind.NAMESPACE).list(body, all::add);
    } catch (IOException failed) {
      return new Answer.Failed(0, failed.toString());
    }
    if (all.isEmpty()) return new Answer.Failed(0, "there is no namespace kube-system");
    return new Answer.Known(all.getFirst().uid());
  }
}
