package dev.roster.dns.server;

import javax.net.ssl.X509ExtendedKeyManager;
import javax.net.ssl.X509ExtendedTrustManager;

/// Who a TLS server is, and which clients it takes. The key manager may answer differently from one
/// connection to the next: that is how certificates are renewed.
///
/// @param trust judges the certificates of clients
/// @param asks whether clients are asked for a certificate
/// @param needs whether one without is refused
public record TlsIdentity(
    X509ExtendedKeyManager keys, X509ExtendedTrustManager trust, boolean asks, boolean needs) {}
