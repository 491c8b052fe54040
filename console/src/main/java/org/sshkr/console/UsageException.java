package org.sshkr.console;

/** Thrown for a wrong command line; the message is for the user. */
public final class UsageException extends Exception {
  private static final long serialVersionUID = 1L;

  public UsageException(String message) {
    super(message);
  }
}
