package org.sshkr.ssh.session;

/**
 * The reason why a session can't be bound, or why a key can't be used in it; for the log, never for
 * the client. The message quotes nothing that a client sent.
 */
public final class SessionRefusal extends RuntimeException {
  private static final long serialVersionUID = 1L;

  SessionRefusal(String reason) {
    super(reason);
  }
}
