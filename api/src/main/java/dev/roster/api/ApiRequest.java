package dev.roster.api;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/// A request as the handlers see it, without HTTP.
///
/// @param method `GET`, `PATCH`...
/// @param path still encoded
/// @param query decoded; of a name that stands twice the first value
/// @param accept the `Accept` header, "" without one
/// @param contentType the `Content-Type` header without parameters, in lower case; "" without one
@SuppressWarnings("ArrayRecordComponent") // read once, never compared
record ApiRequest(
    String method,
    String path,
    Map<String, String> query,
    String accept,
    String contentType,
    byte[] body) {

  /// Of a request line's target and the two headers.
  static ApiRequest of(
      String method, String target, String accept, String contentType, byte[] body) {
    int mark = target.indexOf('?');
    String path = mark < 0 ? target : target.substring(0, mark);
    int semicolon = contentType.indexOf(';');
    String type = semicolon < 0 ? contentType : contentType.substring(0, semicolon);
    return new ApiRequest(
        method,
        path,
        mark < 0 ? Map.of() : query(target.substring(mark + 1)),
        accept,
        type.strip().toLowerCase(Locale.ROOT),
        body);
  }

  /// A query parameter, "" without it.
  String parameter(String name) {
    return query.getOrDefault(name, "");
  }

  /// A query parameter that is a truth: Kubernetes takes anything but "", "0" and "false" for true.
  boolean flag(String name) {
    if (!query.containsKey(name)) return false;
    String value = parameter(name);
    return !value.equals("0") && !value.equalsIgnoreCase("false");
  }

  private static Map<String, String> query(String text) {
    Map<String, String> query = new LinkedHashMap<>();
    for (String pair : text.split("&", -1)) {
      int equals = pair.indexOf('=');
      String name = equals < 0 ? pair : pair.substring(0, equals);
      String value = equals < 0 ? "" : pair.substring(equals + 1);
      if (!name.isEmpty()) query.putIfAbsent(decoded(name), decoded(value));
    }
    return query;
  }

  /// Percent decoding; a text that is not well encoded stays as it is.
  static String decoded(String text) {
    try {
      return URLDecoder.decode(text, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException malformed) {
      return text;
    }
  }
}
