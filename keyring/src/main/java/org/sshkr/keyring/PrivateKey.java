package org.sshkr.keyring;

import org.sshkr.ssh.key.SshPublicKey;

/**
 * A checked private key on its way out of the program that reads it. Closing wipes it.
 *
 * @param publicKey the public key that belongs to it
 * @param secret in the form of its type:
 *     <ul>
 *       <li>RSA: PKCS#8, as the kernel takes it (RFC 5208 PrivateKeyInfo, DER, unencrypted, at most
 *           65535 bytes)
 *       <li>Ed25519: the seed, 32 bytes (RFC 8032, section 5.1.5)
 *       <li>ECDSA: d, big-endian and as long as the order of the curve: 32, 48 or 66 bytes
 *     </ul>
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
