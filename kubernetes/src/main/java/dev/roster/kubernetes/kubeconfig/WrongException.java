package dev.roster.kubernetes.kubeconfig;

/// Something in a kubeconfig that a person has to mend; the message names the place, and holds no
/// secret.
final class WrongException extends Exception {
  private static final long serialVersionUID = 1L;

  WrongException(String message) {
    super(message);
  }
}
