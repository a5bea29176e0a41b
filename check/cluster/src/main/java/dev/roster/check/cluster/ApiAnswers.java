package dev.roster.check.cluster;

import dev.roster.check.cluster.ApiConnection.Request;
import dev.roster.check.cluster.ApiServer.Streaming;
import dev.roster.check.cluster.ClusterObjects.Change;
import dev.roster.check.cluster.ClusterObjects.Changes;
import dev.roster.check.cluster.ClusterObjects.State;
import dev.roster.check.cluster.Faults.Trick;
import dev.roster.core.objects.Kind;
import dev.roster.core.objects.Kinds;
import dev.roster.core.objects.ObjectKey;
import dev.roster.core.objects.Tree;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;

/// What an [ApiServer] answers on one connection.
final class ApiAnswers {
  private static final int EXPIRED = 410;

  /// Smaller answers are not compressed, as kube-apiserver does it.
  private static final int COMPRESSED_BYTES_MIN = 128 << 10;

  private static final String TOO_OLD = "too old resource version";

  private final ApiServer server;
  private final ApiConnection connection;

  ApiAnswers(ApiServer server, ApiConnection connection) {
    this.server = server;
    this.connection = connection;
  }

  /// Answers one request.
  ///
  /// @return whether the connection may be used further
  boolean answer(Request request) throws IOException, InterruptedException {
    Optional<Kind> kind = kind(request.path());
    boolean accepts = request.headers().getOrDefault("accept", "").contains("protobuf");
    boolean custom = kind.isPresent() && kind.get().equals(Kind.SERVICE_IMPORT);
    Encoded encoded = new Encoded(server.options().protobuf() && accepts && !custom);
    if (kind.isEmpty()) return other(request, encoded);
    if (!request.known()) {
      return refuse(request, encoded, 401, "Unauthorized", "Unauthorized", 0);
    }
    Faults.Refusal refusal = server.faults().refused();
    if (refusal.code() != 0) {
      String reason = refusal.code() == 429 ? "TooManyRequests" : "InternalError";
      int seconds = refusal.retryAfterSeconds();
      return refuse(request, encoded, refusal.code(), reason, "as told", seconds);
    }
    if (!server.options().kinds().contains(kind.get())) {
      recorded(request, 404);
      return send(404, "text/plain", "404 page not found\n".getBytes(StandardCharsets.UTF_8), "");
    }
    return request.query("watch").equals("true")
        ? watch(request, kind.get(), encoded)
        : list(request, kind.get(), encoded);
  }

  private static Optional<Kind> kind(String path) {
    for (Kind kind : ApiServer.KINDS) {
      Kinds.Entry entry = Kinds.of(kind).orElseThrow();
      String root = kind.group().isEmpty() ? "/api/" : "/apis/";
      if (path.equals(root + entry.apiVersion() + "/" + entry.plural())) return Optional.of(kind);
    }
    return Optional.empty();
  }

  private boolean other(Request request, Encoded encoded) throws IOException, InterruptedException {
    return switch (request.path()) {
      case "/readyz", "/livez", "/healthz" -> {
        int code = server.faults().isUnready() ? 500 : 200;
        recorded(request, code);
        yield send(code, "text/plain", ProtoObjects.ascii(code == 200 ? "ok" : "failed"), "");
      }
      case "/version" -> {
        recorded(request, 200);
        String version = "{\"major\":\"1\",\"minor\":\"36\",\"gitVersion\":\"v1.36.2\"}";
        yield send(200, "application/json", ProtoObjects.ascii(version), "");
      }
      default -> refuse(request, encoded, 404, "NotFound", "not found", 0);
    };
  }

  private void recorded(Request request, int code) {
    server.record(
        new RecordedRequest(
            request.method(),
            request.path(),
            request.query(),
            request.headers().getOrDefault("user-agent", ""),
            code));
  }

  private boolean refuse(
      Request request,
      Encoded encoded,
      int code,
      String reason,
      String message,
      int retryAfterSeconds)
      throws IOException, InterruptedException {
    recorded(request, code);
    String more = retryAfterSeconds > 0 ? "Retry-After: " + retryAfterSeconds + "\r\n" : "";
    return send(code, encoded.type(false), encoded.status(code, reason, message), more);
  }

  private boolean send(int code, String type, byte[] body, String headers)
      throws IOException, InterruptedException {
    connection.send(head(code, type, "Content-Length: " + body.length + "\r\n" + headers));
    connection.send(body);
    return true;
  }

  private static byte[] head(int code, String type, String headers) {
    return ProtoObjects.ascii(
        "HTTP/1.1 "
            + code
            + (code == 200 ? " OK" : " Other")
            + "\r\nContent-Type: "
            + type
            + "\r\n"
            + headers
            + "\r\n");
  }

  private boolean list(Request request, Kind kind, Encoded encoded)
      throws IOException, InterruptedException {
    String continued = request.query("continue");
    ObjectKey after = ObjectKey.local(kind, "", "");
    Optional<State> state;
    if (!continued.isEmpty()) {
      String[] token =
          new String(Base64.getUrlDecoder().decode(continued), StandardCharsets.UTF_8)
              .split("/", -1);
      after = ObjectKey.local(kind, token[1], token[2]);
      state = server.objects().at(kind, Long.parseLong(token[0]));
      if (server.faults().take(Trick.EXPIRED_PAGE, kind)) state = Optional.empty();
    } else if (request.query("resourceVersionMatch").equals("Exact")) {
      state = server.objects().at(kind, Long.parseLong(request.query("resourceVersion")));
    } else {
      state = Optional.of(server.objects().now(kind));
    }
    if (state.isEmpty()) {
      return refuse(request, encoded, EXPIRED, "Expired", "the continue parameter is too old", 0);
    }
    String stated = request.query("limit");
    int limit = stated.isEmpty() || stated.equals("0") ? Integer.MAX_VALUE : number(stated);
    Selection selection = Selection.of(request.query());
    List<Tree.Obj> page = new ArrayList<>();
    long left = 0;
    ObjectKey last = after;
    for (Map.Entry<ObjectKey, Tree.Obj> each :
        state.get().objects().tailMap(after, false).entrySet()) {
      if (!selection.matches(each.getValue())) continue;
      if (page.size() == limit) {
        left++;
        continue;
      }
      page.add(each.getValue());
      last = each.getKey();
    }
    long version = state.get().version();
    String token = left == 0 ? "" : version + "/" + last.namespace() + "/" + last.name();
    String next = Base64.getUrlEncoder().encodeToString(token.getBytes(StandardCharsets.UTF_8));
    byte[] body = encoded.list(kind, page, version, next, left);
    return page(request, kind, encoded, body);
  }

  private boolean page(Request request, Kind kind, Encoded encoded, byte[] body)
      throws IOException, InterruptedException {
    recorded(request, 200);
    if (server.faults().take(Trick.GARBAGE_PAGE, kind)) {
      byte[] garbage = new byte[64];
      Arrays.fill(garbage, (byte) 0xff);
      return send(200, encoded.type(false), garbage, "");
    }
    boolean compressed = body.length > COMPRESSED_BYTES_MIN && request.accepts("gzip");
    byte[] sent = compressed ? compressed(body) : body;
    String more = compressed ? "Content-Encoding: gzip\r\n" : "";
    if (!server.faults().take(Trick.TRUNCATED_PAGE, kind)) {
      return send(200, encoded.type(false), sent, more);
    }
    String length = "Content-Length: " + sent.length + "\r\n" + more;
    connection.send(head(200, encoded.type(false), length));
    connection.send(Arrays.copyOf(sent, sent.length / 2));
    return false;
  }

  private static byte[] compressed(byte[] body) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
      out.write(body);
    }
    return bytes.toByteArray();
  }

  private static int number(String text) {
    return Integer.parseInt(text);
  }

  private boolean watch(Request request, Kind kind, Encoded encoded)
      throws IOException, InterruptedException {
    boolean initial = request.query("sendInitialEvents").equals("true");
    Streaming streaming = server.options().streaming();
    if (initial && streaming == Streaming.FORBIDDEN) {
      String why = "sendInitialEvents is forbidden unless the WatchList feature gate is enabled";
      return refuse(request, encoded, 422, "Invalid", why, 0);
    }
    recorded(request, 200);
    String chunked = "Transfer-Encoding: chunked\r\n";
    connection.send(head(200, encoded.type(true), chunked));
    if (initial && streaming == Streaming.FAILING) {
      connection.chunk(encoded.error(500, "InternalError", "etcd can't tell its progress"));
      connection.lastChunk();
      return true;
    }
    String from = request.query("resourceVersion");
    boolean synthetic = from.isEmpty() || from.equals("0");
    State state = server.objects().now(kind);
    Watching watching = new Watching(request, kind, encoded);
    long version = synthetic ? state.version() : Long.parseLong(from);
    if (synthetic) {
      for (Tree.Obj each : state.objects().values()) watching.initial(each);
      if (initial && streaming == Streaming.KNOWN) {
        connection.chunk(encoded.bookmark(kind, version, true));
      }
    }
    return watching.follow(version);
  }

  /// One watch.
  private final class Watching {
    private final Kind kind;
    private final Encoded encoded;
    private final Selection selection;
    private final boolean bookmarks;
    private final long ended = server.watchesEnded();
    private long left; // nanos until its time-out

    Watching(Request request, Kind kind, Encoded encoded) {
      this.kind = kind;
      this.encoded = encoded;
      this.selection = Selection.of(request.query());
      this.bookmarks = request.query("allowWatchBookmarks").equals("true");
      String timeout = request.query("timeoutSeconds");
      this.left = ClusterObjects.nanos(1000L * (timeout.isEmpty() ? 1800 : number(timeout)));
    }

    void initial(Tree.Obj object) throws IOException, InterruptedException {
      if (selection.matches(object)) connection.chunk(encoded.event("ADDED", object));
    }

    boolean follow(long from) throws IOException, InterruptedException {
      long version = from;
      long step = server.options().bookmarks().toNanos();
      while (left > 0 && server.watchesEnded() == ended) {
        Optional<Changes> changes = server.objects().since(kind, version, Math.min(step, left));
        if (changes.isEmpty()) {
          connection.chunk(encoded.error(EXPIRED, "Expired", TOO_OLD));
          break;
        }
        if (connection.isClosed())
          return false; // before it takes a trick that is meant for another
        for (Change change : changes.get().all()) if (!tell(change)) return false;
        // A watch from the future gets nothing until the present has come there.
        boolean silent = changes.get().all().isEmpty();
        if (silent) left -= step;
        if (changes.get().version() < version) continue;
        version = changes.get().version();
        if (silent && bookmarks) connection.chunk(encoded.bookmark(kind, version, false));
      }
      connection.lastChunk();
      return true;
    }

    /// Whether the connection may be used further.
    private boolean tell(Change change) throws IOException, InterruptedException {
      boolean was = change.before().isPresent() && selection.matches(change.before().get());
      boolean is = !change.gone() && selection.matches(change.after());
      if (!was && !is) return true;
      Faults faults = server.faults();
      if (faults.take(Trick.EXPIRED_EVENT, kind)) return ended(EXPIRED, "Expired");
      if (faults.take(Trick.FAILED_EVENT, kind)) return ended(500, "InternalError");
      if (faults.take(Trick.LOST_EVENT, kind)) return true;
      String type = !is ? "DELETED" : was ? "MODIFIED" : "ADDED";
      byte[] event = encoded.event(type, change.after());
      if (faults.take(Trick.TRUNCATED_FRAME, kind)) {
        byte[] head = ProtoObjects.ascii(Integer.toHexString(event.length) + "\r\n");
        connection.send(head);
        connection.send(Arrays.copyOf(event, event.length / 2));
        return false;
      }
      connection.chunk(event);
      if (faults.take(Trick.GARBAGE_FRAME, kind)) connection.chunk(garbage());
      if (was && is && faults.take(Trick.OUT_OF_ORDER, kind)) {
        connection.chunk(encoded.event("MODIFIED", change.before().get()));
      }
      return true;
    }

    private boolean ended(int code, String reason) throws IOException, InterruptedException {
      connection.chunk(encoded.error(code, reason, "as told"));
      connection.lastChunk();
      return false;
    }

    private byte[] garbage() {
      if (!encoded.protobuf()) return ProtoObjects.ascii("{\"type\":\"ADDED\",\"object\":[[}\n");
      byte[] garbage = new byte[36];
      Arrays.fill(garbage, (byte) 0xff);
      for (int i = 0; i < 3; i++) garbage[i] = 0;
      garbage[3] = 32;
      return garbage;
    }
  }
}
