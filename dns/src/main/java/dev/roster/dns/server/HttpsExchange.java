package dev.roster.dns.server;

import dev.roster.core.wire.Message;
import dev.roster.dns.pipeline.Responder;
import dev.roster.dns.pipeline.Transport;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;

/// One request of DNS over HTTPS (RFC 8484) and its answer: read on the event loop, answered on a
/// virtual thread, written on the event loop.
final class HttpsExchange {
  /// Bytes of a request's body, at most; then 413.
  static final int BODY_BYTES_MAX = Message.BYTES_MAX;

  /// Questions of one address that are answered at a time; beyond it 503.
  static final int QUESTIONS_MAX = 10_000;

  private static final String PATH = "/dns-query";
  private static final String MEDIA_TYPE = "application/dns-message";

  private final Factory factory;
  private final HttpServerRequest request;
  private final HttpServerResponse response;
  private final Context context;

  private HttpsExchange(Factory factory, HttpServerRequest request, Context context) {
    this.factory = factory;
    this.request = request;
    this.response = request.response();
    this.context = context;
  }

  /// Makes exchanges of the requests of one address.
  static final class Factory {
    private final Vertx vertx;
    private final Supplier<Served> served;
    private final BlockingQueue<Answerer> answerers;
    private final Semaphore questions = new Semaphore(QUESTIONS_MAX);

    Factory(Vertx vertx, Supplier<Served> served, BlockingQueue<Answerer> answerers) {
      this.vertx = vertx;
      this.served = served;
      this.answerers = answerers;
    }

    /// Runs on the event loop.
    void begin(HttpServerRequest request) {
      new HttpsExchange(this, request, vertx.getOrCreateContext()).begin();
    }
  }

  private void begin() {
    response.exceptionHandler(_ -> {});
    request.exceptionHandler(_ -> {});
    if (!PATH.equals(request.path())) {
      fail(404);
    } else if (request.method().equals(HttpMethod.GET)) {
      get();
    } else if (request.method().equals(HttpMethod.POST)) {
      post();
    } else {
      response.putHeader("Allow", "GET, POST");
      fail(405);
    }
  }

  private void get() {
    List<String> values = request.params().getAll("dns");
    if (values.size() != 1) {
      fail(400);
      return;
    }
    HttpsMessage.ofParameter(values.getFirst()).ifPresentOrElse(this::ask, () -> fail(400));
  }

  private void post() {
    String type = request.getHeader("Content-Type");
    if (type != null && !type.split(";", 2)[0].strip().equalsIgnoreCase(MEDIA_TYPE)) {
      fail(415);
      return;
    }
    Buffer body = Buffer.buffer();
    long timer =
        factory.vertx.setTimer(
            factory.served.get().options().readMillis(), _ -> request.connection().close());
    request.exceptionHandler(_ -> factory.vertx.cancelTimer(timer));
    request.handler(chunk -> {
      if (response.ended()) return;
      if (body.length() + chunk.length() > BODY_BYTES_MAX) {
        factory.vertx.cancelTimer(timer);
        fail(413);
      } else {
        body.appendBuffer(chunk);
      }
    });
    request.endHandler(_ -> {
      factory.vertx.cancelTimer(timer);
      if (!response.ended()) ask(body.getBytes());
    });
  }

  private void ask(byte[] message) {
    if (!HttpsMessage.isQuery(message)) {
      fail(400);
      return;
    }
    if (!factory.questions.tryAcquire()) {
      fail(503);
      return;
    }
    InetAddress client = InetAddress.ofLiteral(request.connection().remoteAddress().hostAddress());
    int port = request.connection().remoteAddress().port();
    Thread.ofVirtual().name("dns-https").start(() -> answer(client.getAddress(), port, message));
  }

  private void answer(byte[] client, int port, byte[] message) {
    boolean late = false;
    try {
      Answerer answerer = factory.answerers.take();
      try {
        int length = answerer.answer(Transport.HTTPS, client, port, message, 0, message.length);
        if (length == Responder.HANDED_OVER) {
          length = answerer.handOver(this::replyLate);
          late = length == 0;
        }
        if (!late) reply(answerer.reply(), length);
      } finally {
        factory.answerers.add(answerer);
      }
    } catch (InterruptedException closing) {
      Thread.currentThread().interrupt();
    } finally {
      if (!late) factory.questions.release();
    }
  }

  private void replyLate(byte[] reply, int length) {
    factory.questions.release();
    reply(reply, length);
  }

  /// Without a reply of DNS there is none of ours (RFC 8484 section 4.2.1).
  private void reply(byte[] bytes, int length) {
    byte[] reply = Arrays.copyOf(bytes, length);
    context.runOnContext(_ -> {
      if (response.ended() || response.closed()) return;
      if (reply.length == 0) {
        fail(500);
        return;
      }
      response
          .putHeader("Content-Type", MEDIA_TYPE)
          .putHeader("Cache-Control", "max-age=" + Freshness.seconds(reply))
          .end(Buffer.buffer(reply));
    });
  }

  /// On the event loop.
  private void fail(int status) {
    if (!response.ended() && !response.closed()) response.setStatusCode(status).end();
  }
}
