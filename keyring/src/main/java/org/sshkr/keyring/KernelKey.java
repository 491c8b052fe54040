package org.sshkr.keyring;

import java.math.BigInteger;
import java.security.SecureRandom;
import java.util.Optional;

/**
 * One kernel key of type asymmetric that can sign, and its public half. Immutable but for its
 * blinding; its methods run on a {@link PossessionThreads possession thread}.
 */
final class KernelKey {
  private static final SecureRandom RANDOM = new SecureRandom();

  private final int serial;
  private final String description;
  private final SshIdentity identity;
  private final BlindedRsaSigner signer;

  KernelKey(int serial, String description, SshIdentity identity) {
    this.serial = serial;
    this.description = description;
    this.identity = identity;
    this.signer =
        new BlindedRsaSigner(
            identity.publicKey(),
            block -> KeyctlLibrary.rawPrivateOperation(serial, block),
            RANDOM);
  }

  /**
   * The key behind {@code serial}, from its description, or by recovering its public half where
   * another program loaded it without one.
   *
   * @param description what keyctl_describe gave, without what precedes the description itself
   * @return empty if it can't sign with RSA
   */
  static Optional<KernelKey> of(int serial, String description) {
    Optional<SshIdentity> named = IdentityDescription.parse(description);
    Optional<SshIdentity> identity = named.isPresent() ? named : recover(serial, description);
    return identity.map(found -> new KernelKey(serial, description, found));
  }

  private static Optional<SshIdentity> recover(int serial, String description) {
    try {
      KeyctlLibrary.PkeyInfo info = KeyctlLibrary.query(serial);
      if (!info.canSign() || !RsaPublicKey.isUsable(info.keyBits())) {
        return Optional.empty();
      }
      return ModulusRecovery.recover(
              block -> KeyctlLibrary.rawPublicOperation(serial, block), info.keyBits())
          .map(key -> new SshIdentity(key, IdentityDescription.clean(description)));
    } catch (KeyringException e) {
      return Optional.empty(); // a certificate, another algorithm, or gone already: not an identity
    }
  }

  int serial() {
    return serial;
  }

  SshIdentity identity() {
    return identity;
  }

  boolean isDescribedAs(String other) {
    return description.equals(other);
  }

  /** A verified signature, as long as the modulus. */
  byte[] sign(SignatureScheme scheme, byte[] digest) {
    try {
      return signer.sign(scheme, digest);
    } catch (KeyringException.Unsupported e) {
      if (scheme instanceof RsassaPss) {
        throw e; // the kernel itself encodes for PKCS#1 only
      }
      return signPadded(scheme, digest);
    }
  }

  /**
   * The kernel pads and signs, unblinded: for keys whose driver refuses the bare operation, such as
   * a TPM's.
   */
  private byte[] signPadded(SignatureScheme scheme, byte[] digest) {
    RsaPublicKey key = identity.publicKey();
    BigInteger message = new BigInteger(1, scheme.encode(digest, key.bits()));
    String info = "enc=pkcs1 hash=" + scheme.hash().kernelName();
    byte[] signature = KeyctlLibrary.sign(serial, info, digest, key.size());
    BlindedRsaSigner.verify(key, message, new BigInteger(1, signature));
    return signature;
  }
}
