package org.sshkr.agent;

import org.sshkr.agent.server.RawMessage;

/** Adds keys to the keyring on behalf of the agent, which is not to know them. */
public interface Loader {
  /**
   * Adds the key that a message holds, as the message says.
   *
   * @param message SSH_AGENTC_ADD_IDENTITY or SSH_AGENTC_ADD_ID_CONSTRAINED; closed as soon as it
   *     was handed over
   * @throws AgentRefusal if the keyring does not hold the key now, with the reason
   */
  void load(RawMessage message);
}
