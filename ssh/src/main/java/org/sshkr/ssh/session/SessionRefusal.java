package org.sshkr.ssh.session;

/**
 * Why a session can't be bound, or a key not be used in one; for the log, never for the client. The
 * message quotes nothing that a client sent.
 */
public final class SessionRefusal extends RuntimeException {
  private static final long serialVersionUID = 1L;

  SessionRefusal(String reason) {
    super(reason);
  }
}
