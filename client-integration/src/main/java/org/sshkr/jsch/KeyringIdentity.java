package org.sshkr.jsch;

import com.jcraft.jsch.Identity;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sshkr.keyring.Keyring;
import org.sshkr.keyring.KeyringException;
import org.sshkr.keyring.SignatureAlgorithm;
import org.sshkr.keyring.SshCertificate;
import org.sshkr.keyring.SshIdentity;
import org.sshkr.wire.WireWriter;

/** A key of a keyring, or a certificate of it. */
final class KeyringIdentity implements Identity {
  private static final Logger LOG = LoggerFactory.getLogger(KeyringIdentity.class);

  private final Keyring keyring;
  private final SshIdentity identity;
  private final byte[] blob;

  /**
   * One of {@code identity}.
   *
   * @param blob its public key, or one of its certificates
   */
  KeyringIdentity(Keyring keyring, SshIdentity identity, byte[] blob) {
    this.keyring = keyring;
    this.identity = identity;
    this.blob = blob;
  }

  @Override
  public byte[] getPublicKeyBlob() {
    return blob.clone();
  }

  @Override
  public String getAlgName() {
    return SshCertificate.isOne(blob) ? SshCertificate.TYPE : "ssh-rsa";
  }

  @Override
  public String getName() {
    return identity.comment();
  }

  @Override
  public byte[] getSignature(byte[] data) {
    return getSignature(data, SignatureAlgorithm.SSH_RSA.sshName());
  }

  /** Null if it can't sign (any more), which JSch takes for a key to pass over. */
  @Override
  public byte[] getSignature(byte[] data, String name) {
    return SignatureAlgorithm.named(name).map(algorithm -> sign(algorithm, data)).orElse(null);
  }

  private byte[] sign(SignatureAlgorithm algorithm, byte[] data) {
    try {
      return new WireWriter()
          .writeText(algorithm.sshName())
          .writeString(keyring.sign(identity.publicKey(), algorithm, data))
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

  /** False: nobody is to be asked for a passphrase. */
  @Override
  public boolean isEncrypted() {
    return false;
  }

  /** Does nothing: there is nothing secret here. */
  @Override
  public void clear() {}
}
