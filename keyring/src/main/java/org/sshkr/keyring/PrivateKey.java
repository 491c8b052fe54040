package org.sshkr.keyring;

import org.sshkr.ssh.key.SshPublicKey;

/**
 * A checked private key on its way into the kernel: the PKCS#8 encoding (RFC 5208 PrivateKeyInfo,
 * DER, unencrypted, at most 65535 bytes) and the public key that belongs to it. Closing wipes it.
 */
public record PrivateKey(SshPublicKey publicKey, SecretBytes pkcs8) implements AutoCloseable {
  @Override
  public void close() {
    pkcs8.close();
  }

  /** Names the public key only. */
  @Override
  public String toString() {
    return "PrivateKey[" + publicKey.fingerprint() + "]";
  }
}
