package org.sshkr.jsch;

import com.jcraft.jsch.Identity;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sshkr.keyring.Constraints;
import org.sshkr.keyring.Keyring;
import org.sshkr.keyring.KeyringException;
import org.sshkr.keyring.SignatureAlgorithm;
import org.sshkr.keyring.SshCertificate;
import org.sshkr.keyring.SshIdentity;
import org.sshkr.wire.Blob;
import org.sshkr.wire.WireWriter;

/** A key of a keyring, or a certificate of it. */
final class KeyringIdentity implements Identity {
  private static final Logger LOG = LoggerFactory.getLogger(KeyringIdentity.class);

  private final Keyring keyring;
  private final SshIdentity identity;
  private final Blob blob;

  private KeyringIdentity(Keyring keyring, SshIdentity identity, Blob blob) {
    this.keyring = keyring;
    this.identity = identity;
    this.blob = blob;
  }

  /** The key and its certificates, as far as JSch may use them. */
  static Stream<Identity> of(Keyring keyring, SshIdentity identity) {
    return blobs(identity).map(blob -> new KeyringIdentity(keyring, identity, blob));
  }

  /**
   * The public key, unless it is for certificates only, and the certificates. None of a key whose
   * constraints only an agent can enforce.
   */
  private static Stream<Blob> blobs(SshIdentity identity) {
    Constraints constraints = identity.constraints();
    if (constraints.confirm() || constraints.destinations().isPresent()) {
      return Stream.empty();
    }
    return Stream.concat(
        constraints.certificateOnly()
            ? Stream.empty()
            : Stream.of(Blob.copyOf(identity.publicKey().blob())),
        identity.certificates().stream().map(SshCertificate::blob));
  }

  @Override
  public byte[] getPublicKeyBlob() {
    return blob.toByteArray();
  }

  @Override
  public String getAlgName() {
    return SshCertificate.isOne(blob.toByteArray()) ? SshCertificate.TYPE : "ssh-rsa";
  }

  @Override
  public String getName() {
    return identity.comment();
  }

  @Override
  public byte[] getSignature(byte[] data) {
    return getSignature(data, SignatureAlgorithm.SSH_RSA.sshName());
  }

  /** Null if it can't sign, or may not any more, which JSch takes for a key to pass over. */
  @Override
  public byte[] getSignature(byte[] data, String name) {
    return SignatureAlgorithm.named(name).flatMap(algorithm -> sign(algorithm, data)).orElse(null);
  }

  /** Signs, unless the key has got constraints or lost the certificate since it was listed. */
  private Optional<byte[]> sign(SignatureAlgorithm algorithm, byte[] data) {
    try {
      Optional<byte[]> signature =
          keyring.signIf(
              held -> blobs(held).anyMatch(blob::equals), identity.publicKey(), algorithm, data);
      if (signature.isEmpty()) {
        LOG.warn("the key {} may not be used any more, going on without it", this);
      }
      return signature.map(
          bytes ->
              new WireWriter().writeText(algorithm.sshName()).writeString(bytes).toByteArray());
    } catch (KeyringException e) {
      LOG.warn("a key does not sign, going on without it: {}", e.getMessage());
      return Optional.empty();
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

  @Override
  public String toString() {
    return identity.publicKey().fingerprint();
  }
}
