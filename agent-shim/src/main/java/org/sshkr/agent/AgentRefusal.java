package org.sshkr.agent;

/** Why the agent does not do what a client asks; for the log, never for the client. */
public final class AgentRefusal extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public AgentRefusal(String reason) {
    super(reason);
  }
}
