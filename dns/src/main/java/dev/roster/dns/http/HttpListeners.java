package dev.roster.dns.http;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// All HTTP listeners of a configuration. Directives of several server blocks may share an address;
/// over a reload an address that stays is never closed.
///
/// Not safe for several threads: whoever applies configurations owns it.
public final class HttpListeners implements AutoCloseable {
  /// Addresses of one configuration.
  public static final int LISTENERS_MAX = 32;

  private final Map<Place, HttpListener> open = new HashMap<>();

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

  /// Serves these pages and nothing else.
  ///
  /// @throws IOException if an address can't be listened on; then all is as before
  public void apply(Map<Place, Map<String, HttpPage>> wanted) throws IOException {
    if (wanted.size() > LISTENERS_MAX) {
      throw new IOException(
          wanted.size() + " HTTP addresses (expected: at most " + LISTENERS_MAX + ")");
    }
    Map<Place, HttpListener> opened = new HashMap<>();
    try {
      for (var place : wanted.entrySet()) {
        if (open.containsKey(place.getKey())) continue;
        opened.put(place.getKey(), HttpListener.start(place.getKey().resolve(), place.getValue()));
      }
    } catch (IOException e) {
      for (HttpListener listener : opened.values()) listener.close();
      throw e;
    }
    Set<Place> gone = new HashSet<>(open.keySet());
    gone.removeAll(wanted.keySet());
    for (Place place : gone) {
      HttpListener listener = open.remove(place);
      if (listener != null) listener.close();
    }
    wanted.forEach((place, pages) -> {
      HttpListener kept = open.get(place);
      if (kept != null) kept.pages(pages);
    });
    open.putAll(opened);
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
