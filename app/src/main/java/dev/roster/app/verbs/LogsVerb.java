package dev.roster.app.verbs;

import dev.roster.core.objects.Kind;
import dev.roster.core.objects.Kinds;
import dev.roster.core.objects.LabelSelector;
import dev.roster.core.objects.Tree;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `roster logs`: what a container wrote.
@Command(name = "logs", description = "Print what a pod wrote: logs db-0 -f --tail 20.")
public final class LogsVerb extends ServerVerb {
  private static final int CHUNK_BYTES_MAX = 16_384;

  @Parameters(arity = "1", paramLabel = "POD | TYPE/NAME", description = "Whose log.")
  private String target = "";

  @Parameters(arity = "0..1", index = "1", paramLabel = "CONTAINER", hidden = true)
  private String second = "";

  @Option(
      names = {"-f", "--follow"},
      description = "Go on with what is written from now on.")
  private boolean follow;

  @Option(names = "--tail", paramLabel = "LINES", description = "Only so many last lines.")
  private long tail = -1;

  @Option(
      names = {"-p", "--previous"},
      description = "Of the run before the last restart.")
  private boolean previous;

  @Option(
      names = {"-c", "--container"},
      paramLabel = "NAME",
      description = "Of this container; needed where a pod has several.")
  private String container = "";

  @Override
  public Integer call() throws VerbException {
    Kinds.Entry pods = Kinds.of(Kind.POD).orElseThrow();
    Map<String, String> query = new LinkedHashMap<>();
    query.put("container", container.isEmpty() ? second : container);
    query.put("follow", follow ? "true" : "");
    query.put("previous", previous ? "true" : "");
    query.put("tailLines", tail >= 0 ? Long.toString(tail) : "");
    String path = ApiClient.path(pods, namespace(), pod(pods)) + "/log";
    try (var response = client().stream(path + ApiClient.query(query))) {
      copy(response, out());
      return ExitCode.OK;
    } catch (IOException broken) {
      throw new VerbException(
          ExitCode.FAILED, "error: the server broke off: " + ApiClient.reason(broken));
    }
  }

  /// The pod that is meant: itself, or the first one of a workload or Service.
  private String pod(Kinds.Entry pods) throws VerbException {
    int slash = target.indexOf('/');
    if (slash < 0) return target;
    Kinds.Entry entry = Targets.entry(target.substring(0, slash));
    String name = target.substring(slash + 1);
    if (entry.kind().equals(Kind.POD)) return name;
    Tree.Obj object = client().get(ApiClient.path(entry, namespace(), name), ApiClient.JSON);
    LabelSelector selector =
        entry.kind().equals(Kind.SERVICE)
            ? LabelSelector.ofLabels(object.texts("spec", "selector"))
            : LabelSelector.of(object.obj("spec", "selector"));
    Optional<Tree.Obj> first =
        selector.isEmpty()
            ? Optional.empty()
            : client().list(pods, namespace(), Map.of()).stream()
                .filter(pod -> selector.matches(pod.texts("metadata", "labels")))
                .findFirst();
    if (first.isPresent()) return first.get().text("metadata", "name");
    throw new VerbException(ExitCode.FAILED, "error: no pods of " + target + " to read a log of");
  }

  /// As it comes; bytes that are no UTF-8 are shown as such.
  private static void copy(UnixHttp.Response response, PrintWriter out) throws IOException {
    CharsetDecoder decoder =
        StandardCharsets.UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPLACE)
            .onUnmappableCharacter(CodingErrorAction.REPLACE);
    byte[] bytes = new byte[CHUNK_BYTES_MAX];
    ByteBuffer in = ByteBuffer.allocate(CHUNK_BYTES_MAX + 8);
    CharBuffer text = CharBuffer.allocate(CHUNK_BYTES_MAX + 8);
    for (int count = response.body().read(bytes); count >= 0; count = response.body().read(bytes)) {
      in.put(bytes, 0, count).flip();
      decoder.decode(in, text, false);
      in.compact();
      out.print(text.flip());
      out.flush();
      text.clear();
      if (out.checkError()) return;
    }
    in.flip();
    decoder.decode(in, text, true);
    out.print(text.flip());
    out.flush();
  }
}
