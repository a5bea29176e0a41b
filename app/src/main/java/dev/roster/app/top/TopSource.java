package dev.roster.app.top;

import dev.roster.app.verbs.ExitCode;
import dev.roster.app.verbs.VerbException;
import dev.roster.app.wiring.HostPortOption;
import dev.roster.core.objects.Tree;
import dev.roster.dns.top.TopPage;
import dev.roster.engine.objects.JsonReader;
import dev.roster.engine.objects.MalformedTextException;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.HttpURLConnection;
import java.net.Proxy;
import java.net.URI;

/// Where a running server tells who asks it.
record TopSource(HostPortOption address) {
  /// Bytes of a report, at most.
  static final int REPORT_BYTES_MAX = 4 << 20;

  private static final int CONNECT_MILLIS_MAX = 2_000;
  private static final int READ_MILLIS_MAX = 5_000;

  /// The report of now.
  ///
  /// @throws VerbException if there is none to be had; it says what to do
  Tree.Obj report() throws VerbException {
    try {
      HttpURLConnection connection =
          (HttpURLConnection)
              URI.create("http://" + address + TopPage.PATH).toURL().openConnection(Proxy.NO_PROXY);
      connection.setConnectTimeout(CONNECT_MILLIS_MAX);
      connection.setReadTimeout(READ_MILLIS_MAX);
      connection.setInstanceFollowRedirects(false);
      try {
        return report(connection);
      } finally {
        connection.disconnect();
      }
    } catch (ConnectException refused) {
      throw new VerbException(
          ExitCode.MEND,
          "roster: nothing listens at "
              + address
              + "; start the server with --metrics "
              + address
              + " or prometheus in its Corefile, or name where it has metrics: --metrics"
              + " ADDR:PORT");
    } catch (IOException failed) {
      String why = failed.getMessage() == null ? failed.toString() : failed.getMessage();
      throw new VerbException(ExitCode.FAILED, "roster: " + address + ": " + why);
    }
  }

  private Tree.Obj report(HttpURLConnection connection) throws IOException, VerbException {
    int status = connection.getResponseCode();
    switch (status) {
      case 200 -> {}
      case 403 ->
          throw new VerbException(
              ExitCode.MEND,
              "roster: "
                  + address
                  + " tells this to its own machine alone: run it there, or through kubectl"
                  + " port-forward");
      case 404 ->
          throw new VerbException(
              ExitCode.MEND,
              "roster: what listens at "
                  + address
                  + " has no "
                  + TopPage.PATH
                  + ": no Roster has"
                  + " its metrics there");
      default ->
          throw new VerbException(
              ExitCode.FAILED, "roster: " + address + " answers " + status + " (expected: 200)");
    }
    byte[] body;
    try (InputStream in = connection.getInputStream()) {
      body = in.readNBytes(REPORT_BYTES_MAX + 1);
    }
    try {
      if (body.length <= REPORT_BYTES_MAX
          && JsonReader.read(body, address + TopPage.PATH) instanceof Tree.Obj report
          && report.get("clients").isPresent()) {
        return report;
      }
    } catch (MalformedTextException noJson) {
      // Said below.
    }
    throw new VerbException(
        ExitCode.FAILED, "roster: what " + address + TopPage.PATH + " says is no report");
  }
}
