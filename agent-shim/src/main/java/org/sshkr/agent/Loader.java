package org.sshkr.agent;

import org.sshkr.server.RawMessage;

/** Adds keys to the keyring for the agent, which must not know them. */
public interface Loader {
  /**
   * Adds the key in a message, with the message's constraints.
   *
   * @param message SSH_AGENTC_ADD_IDENTITY or SSH_AGENTC_ADD_ID_CONSTRAINED; closed as soon as it
   *     has been handed over
   * @throws AgentRefusal with the reason, if the keyring does not hold the key afterwards
   */
  void load(RawMessage message);
}
