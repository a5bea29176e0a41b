package dev.roster.api;

import dev.roster.core.objects.Tree;
import dev.roster.engine.store.Verbs;
import java.time.InstantSource;

/// The API without HTTP: a request gives a reply. Safe for use by many threads.
final class ApiHandler {
  private final Reads reads;
  private final Writes writes;
  private final Scales scales;
  private final Logs logs;

  ApiHandler(Verbs verbs, PodLogs podLogs, InstantSource clock) {
    this.reads = new Reads(verbs.store(), clock);
    this.writes = new Writes(verbs, reads);
    this.scales = new Scales(verbs, reads);
    this.logs = new Logs(verbs.store(), podLogs);
  }

  /// Does what is asked.
  Reply handle(ApiRequest request) {
    try {
      return switch (ResourcePath.of(request.path())) {
        case ResourcePath.Collection collection -> collection(collection, request);
        case ResourcePath.Named named -> named(named, request);
        case ResourcePath.NoResource() -> new Reply.Failed(Failure.noResource());
        case ResourcePath.Elsewhere() -> elsewhere(request);
      };
    } catch (RefusedException refused) {
      return new Reply.Failed(refused.failure());
    }
  }

  private Reply collection(ResourcePath.Collection path, ApiRequest request)
      throws RefusedException {
    return switch (request.method()) {
      case "GET" -> reads.list(path, request);
      case "POST" -> writes.create(path, request);
      case "DELETE" -> writes.deleteAll(path, request);
      default -> throw new RefusedException(Failure.methodNotAllowed());
    };
  }

  private Reply named(ResourcePath.Named path, ApiRequest request) throws RefusedException {
    return switch (path.subresource()) {
      case "" -> object(path, request);
      case "status" -> status(path, request);
      case "scale" -> scales.handle(path, request);
      case "log" -> log(path, request);
      default -> throw new RefusedException(Failure.noResource());
    };
  }

  private Reply object(ResourcePath.Named path, ApiRequest request) throws RefusedException {
    return switch (request.method()) {
      case "GET" -> reads.get(path, request);
      case "PUT" -> writes.update(path, request);
      case "PATCH" -> writes.patch(path, request);
      case "DELETE" -> writes.delete(path, request);
      default -> throw new RefusedException(Failure.methodNotAllowed());
    };
  }

  private Reply status(ResourcePath.Named path, ApiRequest request) throws RefusedException {
    return switch (request.method()) {
      case "GET" -> reads.get(path, request);
      case "PUT" -> writes.update(path, request);
      case "PATCH" -> writes.patch(path, request);
      default -> throw new RefusedException(Failure.methodNotAllowed());
    };
  }

  private Reply log(ResourcePath.Named path, ApiRequest request) throws RefusedException {
    if (!path.entry().plural().equals("pods")) throw new RefusedException(Failure.noResource());
    if (!request.method().equals("GET")) throw new RefusedException(Failure.methodNotAllowed());
    return logs.get(reads.find(path).tree(), request);
  }

  private static Reply elsewhere(ApiRequest request) {
    return switch (request.path()) {
      case "/version" -> new Reply.Json(200, version());
      case "/healthz", "/livez", "/readyz" -> new Reply.Text(200, "ok");
      default -> new Reply.Text(404, "404 page not found\n");
    };
  }

  /// Which Kubernetes this is like, in the manner of the API server.
  private static Tree.Obj version() {
    return Failure.object(
        "major", Tree.Text.of("1"),
        "minor", Tree.Text.of("36"),
        "gitVersion", Tree.Text.of("v1.36.0+roster"),
        "gitCommit", Tree.Text.of(""),
        "gitTreeState", Tree.Text.of("clean"),
        "buildDate", Tree.Text.of("1970-01-01T00:00:00Z"),
        "goVersion", Tree.Text.of(""),
        "compiler", Tree.Text.of("javac"),
        "platform", Tree.Text.of("linux/amd64"));
  }
}
