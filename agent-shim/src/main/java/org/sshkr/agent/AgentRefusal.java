package org.sshkr.agent;

/** The reason why the agent refuses a client's request; for the log, never for the client. */
public final class AgentRefusal extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public AgentRefusal(String reason) {
    super(reason);
  }
}
