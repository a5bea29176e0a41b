package dev.roster.kubernetes.config;

/// Certificates that signed themselves, and a key, for a hundred years: of nobody.
final class Certificates {
  static final String A =
      """
      -----BEGIN CERTIFICATE-----
      MIIBcDCCARWgAwIBAgIUcLlpr21xi0s1WRJ2AdW03F+HHUUwCgYIKoZIzj0EAwIw
      DDEKMAgGA1UEAwwBQTAgFw0yNjExMjMwODA2MDdaGA8yMTI2MTAzMDA4MDYwN1ow
      DDEKMAgGA1UEAwwBQTBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABJyQTe16WGI+
      YZUV/U9V5jqskq6DnCqHRh75foMLRRXBaUPoNcp6YVcqLi/m92WhjQVJ3FGkxk2p
      iANAHXM5t7+jUzBRMB0GA1UdDgQWBBSX9suw6QYxuysO1pBodEHsdDNyWDAfBgNV
      HSMEGDAWgBSX9suw6QYxuysO1pBodEHsdDNyWDAPBgNVHRMBAf8EBTADAQH/MAoG
      CCqGSM49BAMCA0kAMEYCIQCZE17hipTm/QTxqANv30Owpmj7KgnvfOwd7/pcH8wt
      fQIhAIPgLNWrVv7AEVuwZQQHzuGK6JliFGT9yUVFxhr2Wzvw
      -----END CERTIFICATE-----
      """;

  static final String B =
      """
      -----BEGIN CERTIFICATE-----
      MIIBbjCCARWgAwIBAgIUHVdWuNYs7MP33JWSpTZWUbeQKR4wCgYIKoZIzj0EAwIw
      DDEKMAgGA1UEAwwBQjAgFw0yNjExMjMwODA2MDdaGA8yMTI2MTAzMDA4MDYwN1ow
      DDEKMAgGA1UEAwwBQjBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABAvzisMvK6DP
      lDHhvI2EwjmgtZrmmXRtUuXjqHk/+IFVnErSWZTL1s7KF8BNfQWP7H/fovNkA2Op
      wcY8MUPoQuqjUzBRMB0GA1UdDgQWBBSL1/BAFQLh0bya+0IHZTtg/eh7HTAfBgNV
      HSMEGDAWgBSL1/BAFQLh0bya+0IHZTtg/eh7HTAPBgNVHRMBAf8EBTADAQH/MAoG
      CCqGSM49BAMCA0cAMEQCIF89LvhKUcdn7IFzXbuI2NGq8tIkzMqOdeNNMSVz+JUz
      AiBr+2G4NPweYzkOyHtwXogXBmRJcU2j/4mzcafqAYtplw==
      -----END CERTIFICATE-----
      """;

  /// Of [#A].
  static final String KEY =
      """
      -----BEGIN PRIVATE KEY-----
      MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQg3YWNIm7Tr3JwfsGz
      sl5Tl1POd5VrKvash65tILbiK52hRANCAASckE3telhiPmGVFf1PVeY6rJKug5wq
      h0Ye+X6DC0UVwWlD6DXKemFXKi4v5vdloY0FSdxRpMZNqYgDQB1zObe/
      -----END PRIVATE KEY-----
      """;

  private Certificates() {}
}
