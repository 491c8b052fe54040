package org.sshkr.add;

/**
 * A destination constraint that can't be made of what the user typed; the message is for the user.
 */
final class DestinationException extends Exception {
  private static final long serialVersionUID = 1L;

  DestinationException(String message) {
    super(message);
  }
}
