package org.sshkr.jsch;

import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sshkr.keyring.Identity;
import org.sshkr.keyring.Keyring;
import org.sshkr.keyring.KeyringException;
import org.sshkr.ssh.key.SshCertificate;
import org.sshkr.ssh.wire.Blob;
import org.sshkr.ssh.wire.WireReader;
import org.sshkr.ssh.wire.WireWriter;

/** A key of a keyring, or a certificate of it. */
final class KeyringIdentity implements com.jcraft.jsch.Identity {
  private static final Logger LOG = LoggerFactory.getLogger(KeyringIdentity.class);

  private final Keyring keyring;
  private final Identity identity;
  private final Blob blob;

  private KeyringIdentity(Keyring keyring, Identity identity, Blob blob) {
    this.keyring = keyring;
    this.identity = identity;
    this.blob = blob;
  }

  /** The key and its certificates, as far as JSch may use them. */
  static Stream<com.jcraft.jsch.Identity> of(Keyring keyring, Identity identity) {
    return identity.offersWithoutAgent().stream()
        .map(blob -> new KeyringIdentity(keyring, identity, blob));
  }

  @Override
  public byte[] getPublicKeyBlob() {
    return blob.toByteArray();
  }

  @Override
  public String getAlgName() {
    return new WireReader(blob.toByteArray()).readText();
  }

  @Override
  public String getName() {
    return identity.comment();
  }

  /** Signs with the algorithm that is named like the key's type: for an RSA key, with SHA-1. */
  @Override
  public byte[] getSignature(byte[] data) {
    return getSignature(data, getAlgName());
  }

  /**
   * Signs, unless the key has gained constraints or lost the certificate since it was listed; null
   * if the key can't sign, or no longer may. JSch then skips it.
   */
  @Override
  public byte[] getSignature(byte[] data, String algorithm) {
    try {
      Identity held = keyring.get(blob);
      if (!held.offersWithoutAgent().contains(blob)) {
        LOG.warn("the key {} may not be used any more, going on without it", this);
        return null;
      }
      return new WireWriter()
          .writeText(SshCertificate.plainAlgorithm(algorithm))
          .writeString(held.sign(algorithm, data))
          .toByteArray();
    } catch (KeyringException e) {
      LOG.warn("a key does not sign, going on without it: {}", e.getMessage());
      return null;
    }
  }

  /** True: there is nothing to decrypt. */
  @Override
  public boolean setPassphrase(byte[] passphrase) {
    return true;
  }

  /** False: no passphrase is to be asked for. */
  @Override
  public boolean isEncrypted() {
    return false;
  }

  /** Does nothing: there is nothing secret here. */
  @Override
  public void clear() {}

  @Override
  public String toString() {
    return identity.publicKey().fingerprint();
  }
}
