package org.sshkr.keyring;

import java.util.HexFormat;
import org.sshkr.ssh.key.SshPublicKey;
import org.sshkr.ssh.wire.Blob;

/**
 * A checked private key on its way into a keyring, with the public key that belongs to it. Closing
 * wipes it.
 *
 * @param secret of RSA the PKCS#8 encoding (RFC 5208 PrivateKeyInfo, DER, unencrypted, at most
 *     65535 bytes); of Ed25519 the seed of 32 bytes; of ECDSA d, big-endian, as long as the order
 *     of the curve
 */
public record PrivateKey(SshPublicKey publicKey, SecretBytes secret) implements AutoCloseable {
  /**
   * What is inside an RSA key's PrivateKeyInfo before the key: INTEGER 0, then SEQUENCE { OBJECT
   * IDENTIFIER 1.2.840.113549.1.1.1 rsaEncryption, NULL }.
   */
  public static final Blob RSA_PKCS8_START =
      Blob.copyOf(HexFormat.of().parseHex("020100300d06092a864886f70d0101010500"));

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
