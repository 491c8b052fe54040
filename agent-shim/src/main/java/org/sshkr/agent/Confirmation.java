package org.sshkr.agent;

import org.sshkr.keyring.Identity;

/** Asks the user whether a key may sign. */
public interface Confirmation {
  /**
   * Returns if the user agrees.
   *
   * @param purpose of the signature, in words; empty if it can't be known
   * @throws AgentRefusal if the user does not agree, or can't be asked
   */
  void require(Identity identity, Client client, String purpose);
}
