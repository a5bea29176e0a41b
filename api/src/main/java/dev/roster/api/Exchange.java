package dev.roster.api;

import dev.roster.core.objects.Tree;
import dev.roster.engine.objects.JsonWriter;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// One request and its answer: the body is gathered on the event loop, all else happens on a
/// virtual thread, which waits for each write and so goes at the client's pace.
final class Exchange {
  /// How long a client may leave a part of an answer unread; then it is disconnected.
  static final int WRITE_SECONDS_MAX = 60;

  private static final System.Logger LOG = System.getLogger(Exchange.class.getName());

  private final ApiHandler handler;
  private final HttpServerRequest request;
  private final HttpServerResponse response;

  private Exchange(ApiHandler handler, HttpServerRequest request) {
    this.handler = handler;
    this.request = request;
    this.response = request.response();
  }

  /// Makes exchanges of requests.
  record Factory(ApiHandler handler, ExecutorService threads) {
    /// Runs on the event loop.
    void begin(HttpServerRequest request) {
      Exchange exchange = new Exchange(handler, request);
      Buffer body = Buffer.buffer();
      request.handler(part -> {
        if (body.length() + part.length() <= ApiServer.BODY_BYTES_MAX) {
          body.appendBuffer(part);
        } else if (!exchange.response.ended()) {
          exchange.tooLarge();
        }
      });
      request.exceptionHandler(_ -> request.connection().close());
      request.endHandler(_ -> {
        if (exchange.response.ended()) return;
        FutureTask<?> task =
            new FutureTask<>(Executors.callable(() -> exchange.run(body.getBytes())));
        // A client that is gone ends what still waits to tell it something.
        exchange.response.closeHandler(_ -> task.cancel(true));
        try {
          threads.execute(task);
        } catch (RejectedExecutionException closing) {
          request.connection().close();
        }
      });
    }
  }

  /// Answers what is no HTTP; runs on the event loop.
  static void invalid(HttpServerRequest request) {
    request.response().setStatusCode(400).putHeader("Connection", "close").end();
    request.connection().close();
  }

  private void tooLarge() {
    Tree.Obj status = Failure.tooLarge(ApiServer.BODY_BYTES_MAX).status();
    response
        .setStatusCode(413)
        .putHeader("Content-Type", "application/json")
        .putHeader("Connection", "close")
        .end(JsonWriter.write(status) + "\n")
        .onComplete(_ -> request.connection().close());
  }

  private void run(byte[] body) {
    try {
      String accept = header("Accept");
      String type = header("Content-Type");
      ApiRequest read = ApiRequest.of(request.method().name(), request.uri(), accept, type, body);
      send(handler.handle(read));
    } catch (InterruptedException | ClientGoneException gone) {
      request.connection().close();
    } catch (RuntimeException bug) {
      LOG.log(System.Logger.Level.ERROR, "a request of the API failed: " + request.uri(), bug);
      failInternally();
    }
  }

  private void failInternally() {
    if (response.headWritten()) {
      request.connection().close();
      return;
    }
    Failure failure =
        new Failure(500, "InternalError", "an internal error occurred", Tree.Obj.EMPTY);
    response.setStatusCode(500).putHeader("Content-Type", "application/json");
    response.end(JsonWriter.write(failure.status()) + "\n");
  }

  private void send(Reply reply) throws InterruptedException, ClientGoneException {
    switch (reply) {
      case Reply.Json(var code, var tree, var warnings) -> {
        for (String warning : warnings) response.headers().add("Warning", warning(warning));
        json(code, tree);
      }
      case Reply.Failed(var failure) -> json(failure.code(), failure.status());
      case Reply.Text(var code, var text) -> {
        response.setStatusCode(code).putHeader("Content-Type", "text/plain; charset=utf-8");
        await(response.end(text));
      }
      case Reply.Nothing() -> await(response.setStatusCode(204).end());
      case Reply.Watching(var stream) -> {
        try (stream) {
          watch(stream);
        }
      }
      case Reply.Log(var tail) -> {
        try (tail) {
          copy(tail);
        } catch (IOException broken) {
          request.connection().close();
        }
      }
    }
  }

  private void json(int code, Tree tree) throws InterruptedException, ClientGoneException {
    response.setStatusCode(code).putHeader("Content-Type", "application/json");
    await(response.end(JsonWriter.write(tree) + "\n"));
  }

  private void watch(WatchStream stream) throws InterruptedException, ClientGoneException {
    response.setChunked(true).putHeader("Content-Type", "application/json");
    // The head goes out at once: a client waits for it before it trusts the watch.
    await(response.writeHead());
    Optional<String> lines = stream.next();
    while (lines.isPresent()) {
      await(response.write(lines.get()));
      lines = stream.next();
    }
    await(response.end());
  }

  private void copy(LogTail tail) throws IOException, InterruptedException, ClientGoneException {
    response.setChunked(true).putHeader("Content-Type", "text/plain; charset=utf-8");
    await(response.writeHead());
    Optional<byte[]> bytes = tail.next();
    while (bytes.isPresent()) {
      await(response.write(Buffer.buffer(bytes.get())));
      bytes = tail.next();
    }
    await(response.end());
  }

  private String header(String name) {
    return Optional.ofNullable(request.getHeader(name)).orElse("");
  }

  /// RFC 7234 section 5.5: code 299, no agent.
  private static String warning(String text) {
    return "299 - \"" + text.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
  }

  private static void await(io.vertx.core.Future<Void> written)
      throws InterruptedException, ClientGoneException {
    try {
      written.toCompletionStage().toCompletableFuture().get(WRITE_SECONDS_MAX, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException failed) {
      throw new ClientGoneException(failed);
    }
  }

  private static final class ClientGoneException extends Exception {
    private static final long serialVersionUID = 1;

    ClientGoneException(Throwable cause) {
      super(cause);
    }
  }
}
