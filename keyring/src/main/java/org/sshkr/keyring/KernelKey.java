package org.sshkr.keyring;

import java.security.SecureRandom;
import java.util.Optional;
import org.sshkr.ssh.key.RsaPublicKey;

/**
 * A kernel key of type asymmetric that can sign, and its public half. Immutable except for its
 * blinding; its methods run on a {@link PossessionThreads possession thread}.
 */
final class KernelKey {
  private static final SecureRandom RANDOM = new SecureRandom();

  private final int serial;
  private final String text;
  private final IdentityDescription description;
  private final BlindedRsaSigner signer;
  private final KeyOperations operations;

  KernelKey(int serial, String text, IdentityDescription description, KeyOperations operations) {
    this.serial = serial;
    this.text = text;
    this.description = description;
    this.signer =
        new BlindedRsaSigner(
            description.key(),
            block -> operations.raisePrivate(serial, block),
            block -> operations.raisePublic(serial, block),
            RANDOM);
    this.operations = operations;
  }

  /** Creates the kernel key that was added under this description. */
  KernelKey(int serial, IdentityDescription description) {
    this(serial, description.text(), description, KeyOperations.OF_THE_KERNEL);
  }

  /**
   * Finds the key behind {@code serial} by its description, or recovers its public half if another
   * program loaded it without one.
   *
   * @param text the result of keyctl_describe, without the fields before the description itself
   * @return empty if it can't sign with RSA
   */
  static Optional<KernelKey> of(int serial, String text) {
    Optional<IdentityDescription> named = IdentityDescription.parse(text);
    Optional<IdentityDescription> description = named.isPresent() ? named : recover(serial, text);
    return description.map(
        found -> new KernelKey(serial, text, found, KeyOperations.OF_THE_KERNEL));
  }

  private static Optional<IdentityDescription> recover(int serial, String text) {
    try {
      KeyctlLibrary.PkeyInfo info = KeyctlLibrary.query(serial);
      if (!info.canSign() || !KernelRsa.isUsable(info.keyBits())) {
        return Optional.empty();
      }
      return ModulusRecovery.recover(
              block -> KeyctlLibrary.rawPublicOperation(serial, block), info.keyBits())
          .map(key -> IdentityDescription.fit(key, text, Constraints.NONE));
    } catch (KeyringException e) {
      return Optional.empty(); // a certificate, another algorithm, or gone already: not an identity
    }
  }

  int serial() {
    return serial;
  }

  IdentityDescription description() {
    return description;
  }

  boolean isDescribedAs(String other) {
    return text.equals(other);
  }

  /** Returns a verified signature, as long as the modulus. */
  byte[] sign(SignatureScheme scheme, byte[] digest) {
    try {
      return signer.sign(scheme, digest);
    } catch (KeyringException.Unsupported e) {
      if (scheme instanceof RsassaPss) {
        throw e; // the kernel itself encodes only PKCS#1
      }
      return signPadded(scheme, digest);
    }
  }

  /**
   * Has the kernel pad and sign, unblinded, for keys whose driver refuses the bare operation, such
   * as a TPM's.
   */
  private byte[] signPadded(SignatureScheme scheme, byte[] digest) {
    RsaPublicKey key = description.key();
    byte[] message = BlindedRsaSigner.encoded(key, scheme, digest);
    String info = "enc=pkcs1 hash=" + scheme.hash().kernelName();
    byte[] signature = operations.padded(serial, info, digest, key.size());
    BlindedRsaSigner.verify(key, message, KernelRsa.raise(key, signature));
    return signature;
  }
}
