package org.sshkr.keyring;

import org.sshkr.ssh.key.SshPublicKey;

/**
 * A checked private key on its way into a keyring, with the public key that belongs to it. Closing
 * wipes it.
 *
 * @param secret of RSA the PKCS#8 encoding (RFC 5208 PrivateKeyInfo, DER, unencrypted, at most
 *     65535 bytes); of Ed25519 the seed of 32 bytes; of ECDSA d, big-endian, as long as the order
 *     of the curve
 */
public record PrivateKey(SshPublicKey publicKey, SecretBytes secret) implements AutoCloseable {
  @Override
  public void close() {
    secret.close();
  }

  /** Names the public key only. */
  @Override
  public String toString() {
    return "PrivateKey[" + publicKey.fingerprint() + "]";
  }
}
