package dev.roster.dns.tls;

import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/// The key manager of a server whose certificate changes while it runs: each handshake takes the
/// one that is current when it begins, and keeps it to its end.
final class Keys extends X509ExtendedKeyManager {
  private static final AtomicLong NUMBERS = new AtomicLong();

  /// A certificate with its chain, and its key.
  record Pair(String alias, List<X509Certificate> chain, PrivateKey key) {
    Pair {
      chain = List.copyOf(chain);
    }

    static Pair of(List<X509Certificate> chain, PrivateKey key) {
      return new Pair("roster-" + NUMBERS.incrementAndGet(), chain, key);
    }
  }

  private record Held(Pair current, Pair before) {}

  private volatile Held held; // written by whoever looks at the files, one at a time

  Keys(Pair first) {
    held = new Held(first, first);
  }

  /// Shows another certificate from the next handshake on.
  void replace(Pair next) {
    held = new Held(next, held.current);
  }

  private @Nullable Pair of(String alias) {
    Held now = held;
    if (now.current.alias.equals(alias)) return now.current;
    return now.before.alias.equals(alias) ? now.before : null;
  }

  private @Nullable String choose(String keyType) {
    Pair now = held.current;
    return now.key.getAlgorithm().equals(keyType) ? now.alias : null;
  }

  @Override
  public @Nullable String chooseEngineServerAlias(
      String keyType, Principal @Nullable [] issuers, SSLEngine engine) {
    return choose(keyType);
  }

  @Override
  public @Nullable String chooseServerAlias(
      String keyType, Principal @Nullable [] issuers, Socket socket) {
    return choose(keyType);
  }

  @Override
  public String @Nullable [] getServerAliases(String keyType, Principal @Nullable [] issuers) {
    String alias = choose(keyType);
    return alias == null ? null : new String[] {alias};
  }

  @Override
  public X509Certificate @Nullable [] getCertificateChain(String alias) {
    Pair pair = of(alias);
    return pair == null ? null : pair.chain.toArray(new X509Certificate[0]);
  }

  @Override
  public @Nullable PrivateKey getPrivateKey(String alias) {
    Pair pair = of(alias);
    return pair == null ? null : pair.key;
  }

  @Override
  public String @Nullable [] getClientAliases(String keyType, Principal @Nullable [] issuers) {
    return null;
  }

  @Override
  public @Nullable String chooseClientAlias(
      String[] keyTypes, Principal @Nullable [] issuers, Socket socket) {
    return null;
  }
}
