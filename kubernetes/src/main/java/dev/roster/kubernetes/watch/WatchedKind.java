package dev.roster.kubernetes.watch;

import dev.roster.core.objects.Kind;
import dev.roster.core.objects.Kinds;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/// A kind to follow, and which objects of it.
///
/// @param labels a selector as kubectl takes it, "" for all
/// @param fields a field selector, "" for all
/// @param optional whether the API may not have the kind: that is then as if there were no objects
public record WatchedKind(Kind kind, String labels, String fields, boolean optional) {
  /// Pods that ended don't answer: the server need not send them.
  public static final String LIVE_PODS =
      "status.phase!=Succeeded,status.phase!=Failed,status.phase!=Unknown";

  /// All objects of a kind that every API server has.
  public static WatchedKind all(Kind kind) {
    return new WatchedKind(kind, "", "", false);
  }

  /// Those that labels select.
  public WatchedKind labelled(String selector) {
    return new WatchedKind(kind, selector, fields, optional);
  }

  /// Pods but for those that ended.
  public static WatchedKind livePods() {
    return new WatchedKind(Kind.POD, "", LIVE_PODS, false);
  }

  /// ServiceImports, where the API has them.
  public static WatchedKind imports() {
    return new WatchedKind(Kind.SERVICE_IMPORT, "", "", true);
  }

  /// The path of its collection over all namespaces, with the selectors and what else is asked.
  ///
  /// @param query further parameters, without the first `?` or `&`
  String path(String query) {
    Kinds.Entry entry =
        Kinds.of(kind).orElseThrow(() -> new IllegalArgumentException("unknown kind " + kind));
    String root = kind.group().isEmpty() ? "/api/" : "/apis/";
    StringBuilder path = new StringBuilder(root).append(entry.apiVersion()).append('/');
    path.append(entry.plural()).append('?').append(query);
    if (!labels.isEmpty()) path.append("&labelSelector=").append(escaped(labels));
    if (!fields.isEmpty()) path.append("&fieldSelector=").append(escaped(fields));
    return path.toString();
  }

  static String escaped(String value) {
    return URLEncoder.encode(value, StandardCharsets.UTF_8);
  }
}
