package dev.roster.kubernetes.http;

import java.io.IOException;

/// Says before each request where the API server is and who asks: tokens and certificates rotate.
/// Any thread may ask it.
public interface AccessSource {
  /// What holds now. May block while credentials are fetched.
  ///
  /// @throws IOException if there is nothing to ask with; why, without secrets
  ApiAccess access() throws IOException;

  /// Tells that a server did not take it: it answered 401, or TLS with it failed. What is cached is
  /// then asked for again, as often as the source lets itself be told.
  ///
  /// @param used what [#access] gave
  void refused(ApiAccess used);

  /// What never changes.
  static AccessSource fixed(ApiAccess access) {
    return new AccessSource() {
      @Override
      public ApiAccess access() {
        return access;
      }

      @Override
      public void refused(ApiAccess used) {
        // There is nothing else to try.
      }
    };
  }
}
