package dev.roster.manifest;

/// How much of an object is looked at.
public enum Strictness {
  /// Every field must be one that Kubernetes has, of the right type and value: `up -f`, `apply`.
  STRICT,
  /// Only what an answer needs is looked at: `serve --objects`, which reads what clusters print.
  LENIENT
}
