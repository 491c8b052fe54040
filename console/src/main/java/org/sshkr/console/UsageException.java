package org.sshkr.console;

/** A command line that can't be understood; the message is for the user. */
public final class UsageException extends Exception {
  private static final long serialVersionUID = 1L;

  public UsageException(String message) {
    super(message);
  }
}
