package org.sshkr.add;

/**
 * Thrown when the user's arguments do not make a destination constraint; the message is for the
 * user.
 */
final class DestinationException extends Exception {
  private static final long serialVersionUID = 1L;

  DestinationException(String message) {
    super(message);
  }
}
