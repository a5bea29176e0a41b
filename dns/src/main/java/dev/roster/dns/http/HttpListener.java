package dev.roster.dns.http;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.roster.dns.host.Reasons;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/// One HTTP/1.1 listener with a page a path; every other path is 404, whatever the method.
///
/// Each request has a virtual thread for itself, so there are never more than connections:
/// [#CONNECTIONS_MAX]. A request or a reply that takes longer than [#SECONDS_MAX] is cut off, and
/// so is an idle connection. These three are properties of the JDK's server for the whole process;
/// what the command line says of them stands.
public final class HttpListener implements AutoCloseable {
  /// Open connections of all listeners of a process.
  public static final int CONNECTIONS_MAX = 256;

  /// Seconds for a request's head, for a reply, and of idleness.
  public static final int SECONDS_MAX = 5;

  /// Connections that wait to be accepted.
  public static final int BACKLOG_MAX = 128;

  /// Bytes of a request's headers.
  public static final int HEADER_BYTES_MAX = 16 << 10;

  private final HttpServer server;
  private final ExecutorService threads;
  private volatile Map<String, HttpPage> pages;

  private HttpListener(HttpServer server, ExecutorService threads, Map<String, HttpPage> pages) {
    this.server = server;
    this.threads = threads;
    this.pages = Map.copyOf(pages);
  }

  /// Listens, from now on.
  ///
  /// @param address port 0 lets the system choose
  /// @param pages by path
  /// @throws IOException if the address can't be listened on; the message names it
  public static HttpListener start(InetSocketAddress address, Map<String, HttpPage> pages)
      throws IOException {
    bound("sun.net.httpserver.maxReqTime", SECONDS_MAX);
    bound("sun.net.httpserver.maxRspTime", SECONDS_MAX);
    bound("sun.net.httpserver.idleInterval", SECONDS_MAX);
    bound("sun.net.httpserver.maxReqHeaderSize", HEADER_BYTES_MAX);
    bound("jdk.httpserver.maxConnections", CONNECTIONS_MAX);
    HttpServer server;
    try {
      server = HttpServer.create(address, BACKLOG_MAX);
    } catch (IOException e) {
      throw new IOException("cannot listen on " + shown(address) + ": " + Reasons.of(e), e);
    }
    ExecutorService threads =
        Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("dns-http-", 0).factory());
    HttpListener listener = new HttpListener(server, threads, pages);
    server.setExecutor(threads);
    server.createContext("/", listener::handle);
    server.start();
    return listener;
  }

  /// The properties are read once, when the JDK's server is loaded.
  private static void bound(String property, int value) {
    if (System.getProperty(property) == null) {
      System.setProperty(property, Integer.toString(value));
    }
  }

  /// Where it listens; the port that the system chose.
  public InetSocketAddress address() {
    return server.getAddress();
  }

  /// Other pages from the next request on.
  public void pages(Map<String, HttpPage> next) {
    pages = Map.copyOf(next);
  }

  /// What a page says to a client.
  static HttpPage.Reply reply(@Nullable HttpPage page, InetAddress client, String accept) {
    if (page == null) return HttpPage.Reply.text(404, "404 page not found\n");
    if (page.isPrivate() && !client.isLoopbackAddress()) {
      return HttpPage.Reply.text(403, "403 for clients on this machine alone\n");
    }
    return page.reply(accept);
  }

  private void handle(HttpExchange exchange) {
    try (exchange) {
      HttpPage page = pages.get(exchange.getRequestURI().getPath());
      HttpPage.Reply reply =
          reply(
              page,
              exchange.getRemoteAddress().getAddress(),
              String.join(",", exchange.getRequestHeaders().getOrDefault("Accept", List.of())));
      exchange.getResponseHeaders().set("Content-Type", reply.contentType());
      boolean head = exchange.getRequestMethod().equals("HEAD");
      if (head) {
        exchange.getResponseHeaders().set("Content-Length", String.valueOf(reply.body().length));
      }
      exchange.sendResponseHeaders(reply.status(), head ? -1 : reply.body().length);
      if (head) return;
      try (OutputStream out = exchange.getResponseBody()) {
        out.write(reply.body());
      }
    } catch (IOException e) {
      System.getLogger(HttpListener.class.getName())
          .log(
              System.Logger.Level.DEBUG,
              "a client of {0} went away: {1}",
              address(),
              Reasons.of(e));
    } catch (RuntimeException e) {
      System.getLogger(HttpListener.class.getName())
          .log(System.Logger.Level.ERROR, "a page of " + shown(address()) + " failed", e);
    }
  }

  /// Stops listening and drops what is under way.
  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }

  private static String shown(InetSocketAddress address) {
    String host =
        address.isUnresolved() ? address.getHostString() : address.getAddress().getHostAddress();
    return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + address.getPort();
  }
}
