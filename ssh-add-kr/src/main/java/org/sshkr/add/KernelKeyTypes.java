package org.sshkr.add;

import org.sshkr.keyfile.AgentOnlyKeyException;
import org.sshkr.ssh.key.RsaPublicKey;
import org.sshkr.ssh.key.SshPublicKey;

/**
 * The types of keys that the kernel signs with: RSA. Others are read as well, and go to the agent
 * behind until a signer holds them.
 */
final class KernelKeyTypes {
  private KernelKeyTypes() {}

  /** Returns an RSA key, and throws for any other. */
  static SshPublicKey require(SshPublicKey key) throws AgentOnlyKeyException {
    if (!(key instanceof RsaPublicKey)) {
      throw AgentOnlyKeyException.ofType(key.type()).orElseThrow();
    }
    return key;
  }
}
