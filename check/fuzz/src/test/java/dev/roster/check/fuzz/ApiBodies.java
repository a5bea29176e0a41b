package dev.roster.check.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roster.core.objects.Kind;
import dev.roster.kubernetes.decode.BodyDecoder;
import dev.roster.kubernetes.decode.Encoding;
import dev.roster.kubernetes.decode.MalformedBodyException;
import dev.roster.kubernetes.decode.WatchReader;
import dev.roster.kubernetes.http.ApiAccess;
import dev.roster.kubernetes.http.BadAccessException;
import dev.roster.kubernetes.http.Credentials;
import dev.roster.kubernetes.http.HttpApiClient;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Map;

/// What a Kubernetes API server may send, and what a kubeconfig may hold.
final class ApiBodies {
  private static final List<Kind> KINDS =
      List.of(Kind.SERVICE, Kind.ENDPOINT_SLICE, Kind.POD, Kind.NODE, Kind.NAMESPACE);

  private ApiBodies() {}

  static void list(Encoding encoding, byte[] input) {
    for (Kind kind : KINDS) {
      try {
        BodyDecoder.of(encoding, "fuzz", kind)
            .list(
                new ByteArrayInputStream(input),
                object -> assertThat(object.key().kind()).isEqualTo(kind));
      } catch (MalformedBodyException malformed) {
        refused(malformed, input);
      } catch (IOException other) {
        throw new AssertionError("bytes can't fail to be read", other);
      }
    }
  }

  static void watch(Encoding encoding, byte[] input) {
    for (Kind kind : KINDS) {
      WatchReader watch =
          BodyDecoder.of(encoding, "fuzz", kind).watch(new ByteArrayInputStream(input));
      try {
        while (watch.next().isPresent()) assertThat(watch.bytes()).isPositive();
      } catch (MalformedBodyException malformed) {
        refused(malformed, input);
      } catch (IOException other) {
        throw new AssertionError("bytes can't fail to be read", other);
      }
    }
  }

  private static void refused(MalformedBodyException malformed, byte[] input) {
    assertThat(malformed.getMessage()).isNotEmpty();
    assertThat(malformed.offset()).isBetween(0L, (long) input.length);
  }

  static void pem(String text) {
    URI server = URI.create("https://127.0.0.1");
    Credentials none = new Credentials.None();
    for (boolean client : List.of(false, true)) {
      String own = client ? text : "";
      ApiAccess access = new ApiAccess(server, text, own, own, none, false, "", "");
      try {
        assertThat(HttpApiClient.of(access, "1", Map.of())).isNotNull();
      } catch (BadAccessException bad) {
        assertThat(bad.getMessage()).contains(": ");
      }
    }
  }
}
