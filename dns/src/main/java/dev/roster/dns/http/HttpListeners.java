package dev.roster.dns.http;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// All HTTP listeners of a configuration. Directives of several server blocks may share an address;
/// over a reload an address that stays is never closed.
///
/// Not safe for several threads: whoever applies configurations owns it.
public final class HttpListeners implements AutoCloseable {
  /// Addresses of one configuration.
  public static final int LISTENERS_MAX = 32;

  private final Map<Place, HttpListener> open = new LinkedHashMap<>();

  /// Where to listen, as written: `host` "" for all addresses.
  public record Place(String host, int port) {
    InetSocketAddress resolve() throws IOException {
      if (host.isEmpty()) return new InetSocketAddress(port);
      try {
        return new InetSocketAddress(InetAddress.getByName(host), port);
      } catch (UnknownHostException _) {
        throw new IOException("cannot listen on " + host + ":" + port + ": no such host");
      }
    }
  }

  /// Addresses that are held for a configuration and serve nothing yet. Exactly one of the two
  /// methods is called, once.
  public interface Prepared {
    /// Serves the pages of the configuration and nothing else.
    void commit();

    /// Lets the addresses go: all is as before.
    void abort();
  }

  /// Gets hold of the addresses for these pages.
  ///
  /// @throws IOException if an address can't be listened on; then all is as before
  public Prepared prepare(Map<Place, Map<String, HttpPage>> wanted) throws IOException {
    if (wanted.size() > LISTENERS_MAX) {
      throw new IOException(
          wanted.size() + " HTTP addresses (expected: at most " + LISTENERS_MAX + ")");
    }
    Map<Place, HttpListener> opened = new LinkedHashMap<>();
    try {
      for (Place place : wanted.keySet()) {
        if (open.containsKey(place)) continue;
        opened.put(place, HttpListener.start(place.resolve(), Map.of()));
      }
    } catch (IOException e) {
      for (HttpListener listener : opened.values()) listener.close();
      throw e;
    }
    return new Prepared() {
      @Override
      public void commit() {
        replace(wanted, opened);
      }

      @Override
      public void abort() {
        for (HttpListener listener : opened.values()) listener.close();
      }
    };
  }

  private void replace(Map<Place, Map<String, HttpPage>> wanted, Map<Place, HttpListener> opened) {
    open.entrySet()
        .removeIf(entry -> {
          if (wanted.containsKey(entry.getKey())) return false;
          entry.getValue().close();
          return true;
        });
    open.putAll(opened);
    open.forEach((place, listener) -> listener.pages(wanted.getOrDefault(place, Map.of())));
  }

  /// Where it listens for a place.
  ///
  /// @return empty where it doesn't
  public Optional<InetSocketAddress> address(Place place) {
    return Optional.ofNullable(open.get(place)).map(HttpListener::address);
  }

  /// Where it listens now, with the ports that the system chose.
  public List<InetSocketAddress> addresses() {
    List<InetSocketAddress> addresses = new ArrayList<>();
    for (HttpListener listener : open.values()) addresses.add(listener.address());
    return addresses;
  }

  /// Stops all.
  @Override
  public void close() {
    for (HttpListener listener : open.values()) listener.close();
    open.clear();
  }
}
