package dev.roster.app.verbs;

import dev.roster.api.ApiSocket;
import dev.roster.core.objects.Kinds;
import dev.roster.core.objects.Tree;
import dev.roster.core.objects.TreeLists;
import dev.roster.engine.objects.JsonReader;
import dev.roster.engine.objects.JsonWriter;
import dev.roster.engine.objects.MalformedTextException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/// The API of the `up` that runs on a data folder.
final class ApiClient {
  /// Bytes of a response that is no stream, at most.
  static final int RESPONSE_BYTES_MAX = 256 << 20;

  /// What to send for a table, as kubectl does.
  static final String TABLE = "application/json;as=Table;v=v1;g=meta.k8s.io,application/json";

  static final String JSON = "application/json";

  private final Path data;

  ApiClient(Path data) {
    this.data = data;
  }

  /// What the server said.
  record Answer(int code, Tree.Obj tree, List<String> warnings) {
    boolean failed() {
      return code >= 400;
    }
  }

  /// The path of a kind's objects, or of one.
  ///
  /// @param namespace "" for all or a kind without
  /// @param name "" for all
  static String path(Kinds.Entry entry, String namespace, String name) {
    String group = entry.kind().group().isEmpty() ? "/api/" : "/apis/";
    StringBuilder path = new StringBuilder(group).append(entry.apiVersion());
    if (!namespace.isEmpty() && entry.namespaced()) {
      path.append("/namespaces/").append(encoded(namespace));
    }
    path.append('/').append(entry.plural());
    if (!name.isEmpty()) path.append('/').append(encoded(name));
    return path.toString();
  }

  /// A query of names and values; values of "" are left out.
  static String query(Map<String, String> parameters) {
    StringBuilder query = new StringBuilder();
    parameters.forEach((name, value) -> {
      if (value.isEmpty()) return;
      query.append(query.isEmpty() ? '?' : '&').append(name).append('=').append(encoded(value));
    });
    return query.toString();
  }

  /// Asks and gives the answer, be it a failure.
  Answer ask(String method, String target, String accept, String contentType, Optional<Tree> body)
      throws VerbException {
    List<String> headers = new ArrayList<>();
    headers.add("Accept: " + accept);
    if (body.isPresent()) headers.add("Content-Type: " + contentType);
    byte[] bytes =
        body.map(tree -> JsonWriter.write(tree).getBytes(StandardCharsets.UTF_8))
            .orElse(new byte[0]);
    try (var response = send(method, target, headers, bytes)) {
      byte[] read = response.body().readNBytes(RESPONSE_BYTES_MAX);
      List<String> warnings =
          response.values("warning").stream().map(ApiClient::warningText).toList();
      Tree tree = read.length == 0 ? Tree.Obj.EMPTY : JsonReader.read(read, "the server's answer");
      if (tree instanceof Tree.Obj obj) return new Answer(response.code(), obj, warnings);
      throw new VerbException(ExitCode.FAILED, "error: the server's answer is no JSON object");
    } catch (MalformedTextException malformed) {
      throw new VerbException(ExitCode.FAILED, "error: " + malformed.problem());
    } catch (IOException broken) {
      throw new VerbException(ExitCode.FAILED, "error: the server broke off: " + reason(broken));
    }
  }

  /// GET, with failures as exceptions.
  Tree.Obj get(String target, String accept) throws VerbException {
    Answer answer = ask("GET", target, accept, "", Optional.empty());
    if (answer.failed()) throw failure(answer);
    return answer.tree();
  }

  /// GET of one object; empty when there is none.
  Optional<Tree.Obj> find(Kinds.Entry entry, String namespace, String name) throws VerbException {
    String target = path(entry, namespace, name);
    Answer answer = ask("GET", target, JSON, "", Optional.empty());
    if (answer.code() == 404) return Optional.empty();
    if (answer.failed()) throw failure(answer);
    return Optional.of(answer.tree());
  }

  /// All objects of a kind that match, with kind and apiVersion.
  List<Tree.Obj> list(Kinds.Entry entry, String namespace, Map<String, String> selectors)
      throws VerbException {
    Tree.Obj list = get(path(entry, namespace, "") + query(selectors), JSON);
    List<Tree.Obj> objects = new ArrayList<>();
    for (Tree.Obj item : TreeLists.objects(list.list("items"))) {
      Tree.Obj typed =
          Tree.Obj.EMPTY
              .with("apiVersion", Tree.Text.of(entry.apiVersion()))
              .with("kind", Tree.Text.of(entry.kind().name()));
      for (var member : item.members().entrySet()) {
        typed = typed.with(member.getKey(), member.getValue());
      }
      objects.add(typed);
    }
    return objects;
  }

  /// Reads a watch event by event until the reader has enough or the server ends it.
  ///
  /// @param more whether to go on after an event
  void watch(String target, String accept, Predicate<Tree.Obj> more) throws VerbException {
    try (var response = send("GET", target, List.of("Accept: " + accept), new byte[0])) {
      if (response.code() >= 400) throw failure(response);
      var lines =
          new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8));
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (JsonReader.read(line, "a watch event") instanceof Tree.Obj event) {
          if (!more.test(event)) return;
        }
      }
    } catch (MalformedTextException malformed) {
      throw new VerbException(ExitCode.FAILED, "error: " + malformed.problem());
    } catch (IOException broken) {
      throw new VerbException(ExitCode.FAILED, "error: the server broke off: " + reason(broken));
    }
  }

  /// Opens a stream of bytes, such as a log.
  UnixHttp.Response stream(String target) throws VerbException {
    try {
      var response = send("GET", target, List.of("Accept: */*"), new byte[0]);
      if (response.code() >= 400) throw failure(response);
      return response;
    } catch (IOException broken) {
      throw new VerbException(ExitCode.FAILED, "error: the server broke off: " + reason(broken));
    }
  }

  /// A failure in kubectl's words.
  static VerbException failure(Answer answer) {
    return new VerbException(ExitCode.FAILED, ServerErrors.text(answer.tree(), ""));
  }

  private static VerbException failure(UnixHttp.Response response) throws IOException {
    try (response) {
      byte[] read = response.body().readNBytes(RESPONSE_BYTES_MAX);
      if (JsonReader.read(read, "the server's answer") instanceof Tree.Obj status) {
        return new VerbException(ExitCode.FAILED, ServerErrors.text(status, ""));
      }
    }
    return new VerbException(ExitCode.FAILED, "error: the server answered " + response.code());
  }

  private UnixHttp.Response send(String method, String target, List<String> headers, byte[] body)
      throws VerbException {
    try {
      return UnixHttp.send(ApiSocket.find(data), method, target, headers, body);
    } catch (IOException failed) {
      throw notRunning(data);
    }
  }

  /// Nothing answers on the socket: say what to do.
  static VerbException notRunning(Path data) {
    boolean standard = data.equals(Path.of(".roster"));
    return new VerbException(
        ExitCode.MEND,
        "roster: nothing runs on the data folder "
            + data
            + "; start it with: ./roster up -f PATH"
            + (standard ? " (or name its folder with --data DIR)" : " --data " + data));
  }

  /// What an I/O failure says to a person.
  static String reason(IOException failed) {
    String message = failed.getMessage();
    return message == null ? failed.getClass().getSimpleName() : message;
  }

  /// Of a `Warning` header (`299 - "text"`) the text.
  private static String warningText(String header) {
    int quote = header.indexOf('"');
    if (quote < 0) return header;
    int end = header.lastIndexOf('"');
    String text = end > quote ? header.substring(quote + 1, end) : header.substring(quote + 1);
    return text.replace("\\\"", "\"").replace("\\\\", "\\");
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
