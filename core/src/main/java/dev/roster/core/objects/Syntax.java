package dev.roster.core.objects;

import dev.roster.core.names.IpAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What names, labels, ports and addresses must look like, with Kubernetes' words where one
/// doesn't. Every check returns its faults; none: it is well formed.
public final class Syntax {
  /// Characters of a DNS label (RFC 1123 section 2.1), of a label's value and of a label's name.
  public static final int LABEL_CHARS_MAX = 63;

  /// Characters of a DNS name.
  public static final int SUBDOMAIN_CHARS_MAX = 253;

  /// Characters of a container port's name.
  public static final int PORT_NAME_CHARS_MAX = 15;

  private static final String LABEL =
      "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and"
          + " must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc',"
          + " regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')";
  private static final String SUBDOMAIN =
      "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or"
          + " '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex"
          + " used for validation is"
          + " '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')";
  private static final String LABEL_VALUE =
      "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or"
          + " '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or"
          + " 'my_value',  or '12345', regex used for validation is"
          + " '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')";
  private static final String NAME_PART =
      "name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end"
          + " with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex"
          + " used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')";
  private static final String CONFIG_KEY =
      "a valid config key must consist of alphanumeric characters, '-', '_' or '.' (e.g."
          + " 'key.name',  or 'KEY_NAME',  or 'key-name', regex used for validation is"
          + " '[-._a-zA-Z0-9]+')";
  private static final String ENV_NAME =
      "a valid environment variable name must consist only of printable ASCII characters other"
          + " than '='";

  private Syntax() {}

  /// A DNS label: `db-0`.
  public static List<String> label(String text) {
    List<String> faults = new ArrayList<>();
    if (text.length() > LABEL_CHARS_MAX) faults.add(tooLong(LABEL_CHARS_MAX));
    if (!isLabel(text)) faults.add(LABEL);
    return faults;
  }

  /// A DNS name: labels with dots between.
  public static List<String> subdomain(String text) {
    List<String> faults = new ArrayList<>();
    if (text.length() > SUBDOMAIN_CHARS_MAX) faults.add(tooLong(SUBDOMAIN_CHARS_MAX));
    for (String label : text.split("\\.", -1)) {
      if (!isLabel(label)) {
        faults.add(SUBDOMAIN);
        break;
      }
    }
    return faults;
  }

  /// A name that may be a part of a URL's path.
  public static List<String> pathSegment(String text) {
    if (text.equals(".") || text.equals("..")) return List.of("may not be '" + text + "'");
    List<String> faults = new ArrayList<>();
    for (String part : List.of("/", "%")) {
      if (text.contains(part)) faults.add("may not contain '" + part + "'");
    }
    return faults;
  }

  /// The name of a label or an annotation: `app.kubernetes.io/name`.
  public static List<String> qualifiedName(String text) {
    String[] parts = text.split("/", -1);
    List<String> faults = new ArrayList<>();
    String name = parts[parts.length - 1];
    if (parts.length > 2) {
      faults.add("a qualified name must have at most one '/' (e.g. 'example.com/MyName')");
      return faults;
    }
    if (parts.length == 2) {
      if (parts[0].isEmpty()) faults.add("prefix part must be non-empty");
      else subdomain(parts[0]).forEach(fault -> faults.add("prefix part " + fault));
    }
    if (name.isEmpty()) faults.add("name part must be non-empty");
    if (name.length() > LABEL_CHARS_MAX) faults.add("name part " + tooLong(LABEL_CHARS_MAX));
    if (!isWord(name)) faults.add(NAME_PART);
    return faults;
  }

  /// The value of a label; it may be "".
  public static List<String> labelValue(String text) {
    List<String> faults = new ArrayList<>();
    if (text.length() > LABEL_CHARS_MAX) faults.add(tooLong(LABEL_CHARS_MAX));
    if (!text.isEmpty() && !isWord(text)) faults.add(LABEL_VALUE);
    return faults;
  }

  /// The name of a container's port (RFC 6335 section 5.1).
  public static List<String> portName(String text) {
    List<String> faults = new ArrayList<>();
    if (text.length() > PORT_NAME_CHARS_MAX) faults.add(tooLong(PORT_NAME_CHARS_MAX));
    if (!text.chars().allMatch(c -> isLower(c) || c == '-')) {
      faults.add("must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)");
    }
    if (text.chars().noneMatch(c -> c >= 'a' && c <= 'z')) {
      faults.add("must contain at least one letter (a-z)");
    }
    if (text.contains("--")) faults.add("must not contain consecutive hyphens");
    if (text.startsWith("-") || text.endsWith("-")) {
      faults.add("must not begin or end with a hyphen");
    }
    return faults;
  }

  /// A port's number.
  public static List<String> portNumber(long number) {
    return number >= 1 && number <= 65535
        ? List.of()
        : List.of("must be between 1 and 65535, inclusive");
  }

  /// A key of a ConfigMap or Secret, which becomes a file's name.
  public static List<String> configKey(String text) {
    List<String> faults = new ArrayList<>();
    if (text.length() > SUBDOMAIN_CHARS_MAX) faults.add(tooLong(SUBDOMAIN_CHARS_MAX));
    if (text.isEmpty() || !text.chars().allMatch(c -> isAlphanumeric(c) || "-._".indexOf(c) >= 0)) {
      faults.add(CONFIG_KEY);
    } else if (text.equals(".")) {
      faults.add("must not be '.'");
    } else if (text.startsWith("..")) {
      faults.add(text.equals("..") ? "must not be '..'" : "must not start with '..'");
    }
    return faults;
  }

  /// The name of an environment variable.
  public static List<String> envName(String text) {
    boolean printable = text.chars().allMatch(c -> c >= ' ' && c <= '~' && c != '=');
    return printable && !text.isEmpty() ? List.of() : List.of(ENV_NAME);
  }

  /// An IP address.
  public static List<String> ip(String text) {
    return IpAddress.parse(text).isPresent()
        ? List.of()
        : List.of("must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)");
  }

  /// An address that other machines can reach a member at.
  ///
  /// @param loopbackAllowed whether an address of this machine alone will do
  public static List<String> endpointIp(String text, boolean loopbackAllowed) {
    Optional<IpAddress> parsed = IpAddress.parse(text);
    if (parsed.isEmpty()) return ip(text);
    IpAddress ip = parsed.get();
    List<String> faults = new ArrayList<>();
    if (isZero(ip, ip.length())) faults.add("may not be unspecified (0.0.0.0 or ::)");
    boolean loopback = ip.isIpv4() ? ip.byteAt(0) == 127 : isZero(ip, 15) && ip.byteAt(15) == 1;
    if (loopback && !loopbackAllowed) {
      faults.add("may not be in the loopback range (127.0.0.0/8, ::1/128)");
    }
    if (ip.isIpv4()
        ? starts(ip, 169, 254)
        : ip.byteAt(0) == 0xfe && (ip.byteAt(1) & 0xc0) == 0x80) {
      faults.add("may not be in the link-local range (169.254.0.0/16, fe80::/10)");
    }
    if (ip.isIpv4() ? starts(ip, 224, 0, 0) : starts(ip, 0xff, 2)) {
      faults.add("may not be in the link-local multicast range (224.0.0.0/24, ff02::/10)");
    }
    return faults;
  }

  private static boolean isZero(IpAddress ip, int bytes) {
    for (int i = 0; i < bytes; i++) if (ip.byteAt(i) != 0) return false;
    return true;
  }

  private static boolean starts(IpAddress ip, int... bytes) {
    for (int i = 0; i < bytes.length; i++) if (ip.byteAt(i) != bytes[i]) return false;
    return true;
  }

  private static String tooLong(int most) {
    return "must be no more than " + most + " characters";
  }

  private static boolean isLabel(String text) {
    return !text.isEmpty()
        && isLower(text.charAt(0))
        && isLower(text.charAt(text.length() - 1))
        && text.chars().allMatch(c -> isLower(c) || c == '-');
  }

  private static boolean isWord(String text) {
    return !text.isEmpty()
        && isAlphanumeric(text.charAt(0))
        && isAlphanumeric(text.charAt(text.length() - 1))
        && text.chars().allMatch(c -> isAlphanumeric(c) || "-_.".indexOf(c) >= 0);
  }

  private static boolean isLower(int c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
  }

  private static boolean isAlphanumeric(int c) {
    return isLower(c) || (c >= 'A' && c <= 'Z');
  }
}
