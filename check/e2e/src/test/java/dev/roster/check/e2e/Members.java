package dev.roster.check.e2e;

import java.util.ArrayList;
import java.util.List;

/// Services of any size as objects in JSON: headless, each member ready and with a hostname, in
/// slices of 100 as the controller writes them.
final class Members {
  private static final int SLICE_MEMBERS = 100;

  private Members() {}

  /// The address of a member: all differ, and none shares more bits with another network than any
  /// other does.
  static String address(int network, int member) {
    return "10.%d.%d.%d".formatted(network, member / 250, 1 + member % 250);
  }

  /// All addresses of a Service of [#service].
  static List<String> addresses(int network, int count) {
    List<String> addresses = new ArrayList<>();
    for (int i = 0; i < count; i++) addresses.add(address(network, i));
    return addresses;
  }

  /// The namespace `default` and these objects.
  static String list(List<String> others) {
    List<String> objects = new ArrayList<>();
    objects.add(
        "{\"apiVersion\":\"v1\",\"kind\":\"Namespace\",\"metadata\":{\"name\":\"default\"}}");
    objects.addAll(others);
    return "{\"apiVersion\":\"v1\",\"kind\":\"List\",\"items\":["
        + String.join(",\n", objects)
        + "]}";
  }

  /// A Service of the namespace `default` and its slices.
  ///
  /// @param from how far the members are shifted against the slices
  static List<String> service(String name, int network, int count, int from) {
    List<String> objects = new ArrayList<>();
    objects.add(
        """
        {"apiVersion":"v1","kind":"Service","metadata":{"name":"%s","namespace":"default"},
         "spec":{"clusterIP":"None","clusterIPs":["None"],
                 "ports":[{"name":"sql","port":5432,"protocol":"TCP"}]}}\
        """
            .formatted(name));
    for (int slice = 0; slice * SLICE_MEMBERS < count; slice++) {
      List<String> endpoints = new ArrayList<>();
      int members = Math.min(SLICE_MEMBERS, count - slice * SLICE_MEMBERS);
      for (int i = 0; i < members; i++) {
        int member = (slice * SLICE_MEMBERS + i + from) % count;
        endpoints.add(
            "{\"addresses\":[\"%s\"],\"hostname\":\"m-%d\",\"conditions\":{\"ready\":true}}"
                .formatted(address(network, member), member));
      }
      objects.add(
          """
          {"apiVersion":"discovery.k8s.io/v1","kind":"EndpointSlice","addressType":"IPv4",
           "metadata":{"name":"%1$s-%2$d","namespace":"default",
                       "labels":{"kubernetes.io/service-name":"%1$s"}},
           "ports":[{"name":"sql","port":5432,"protocol":"TCP"}],"endpoints":[%3$s]}\
          """
              .formatted(name, slice, String.join(",", endpoints)));
    }
    return objects;
  }
}
