package org.sshkr.keyring;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.sshkr.ssh.key.SshCertificate;
import org.sshkr.ssh.key.SshPublicKey;
import org.sshkr.ssh.wire.Blob;

/**
 * A key that a keyring can sign with: a handle on the very key that was found, with what was said
 * of it then. Another key that takes its place, with other constraints perhaps, is another
 * identity, and this one then signs no more. Two are equal if the same is said of them.
 */
public final class Identity {
  private final SshPublicKey publicKey;
  private final String comment;
  private final Constraints constraints;
  private final List<SshCertificate> certificates;
  private final Signer signer;

  /** Signs with one key of the keyring. */
  @FunctionalInterface
  interface Signer {
    byte[] sign(SignatureScheme scheme, byte[] digest);
  }

  Identity(
      SshPublicKey publicKey,
      String comment,
      Constraints constraints,
      List<SshCertificate> certificates,
      Signer signer) {
    this.publicKey = publicKey;
    this.comment = comment;
    this.constraints = constraints;
    this.certificates = List.copyOf(certificates);
    this.signer = signer;
  }

  public SshPublicKey publicKey() {
    return publicKey;
  }

  /** That it was added under, may be empty. */
  public String comment() {
    return comment;
  }

  /** The public key line of OpenSSH's files, without a line end. */
  public String line() {
    return publicKey.line(comment);
  }

  /** That bind whoever signs on behalf of others. */
  public Constraints constraints() {
    return constraints;
  }

  /** Of this key, in the order in which they were added. */
  public List<SshCertificate> certificates() {
    return certificates;
  }

  /**
   * What an agent lists for this identity: the public key, unless it is for certificates only, then
   * the certificates.
   */
  public List<Blob> offers() {
    List<Blob> offers = new ArrayList<>();
    if (!constraints.certificateOnly()) {
      offers.add(Blob.copyOf(publicKey.blob()));
    }
    certificates.forEach(certificate -> offers.add(certificate.blob()));
    return List.copyOf(offers);
  }

  /**
   * What a program may use of it without an agent's help: what it {@link #offers}, unless it has
   * constraints that only an agent can enforce, since somebody must be asked, or the way known that
   * the request came.
   */
  public List<Blob> offersWithoutAgent() {
    return constraints.confirm() || constraints.destinations().isPresent() ? List.of() : offers();
  }

  /** Signs {@code data}: {@link #signDigest} of its digest. */
  public byte[] sign(SignatureScheme scheme, byte[] data) {
    return signDigest(scheme, scheme.hash().digest(data));
  }

  /**
   * Signs a digest. The signature has been verified with the public key. Constraints are not looked
   * at: see {@link Constraints}.
   *
   * @param digest of the scheme's hash function
   * @return the signature, as long as the modulus, big-endian
   * @throws KeyringException.NotFound if the keyring no longer holds the key, or holds another one
   *     in its place
   * @throws KeyringException.Expired if its lifetime has just ended
   * @throws KeyringException.Revoked if another program revoked it
   * @throws KeyringException.Locked if the keyring has been locked
   * @throws KeyringException.Unsupported if the key's driver can't do that: a TPM's knows no PSS
   * @throws IllegalArgumentException if the digest has another length, or the modulus no room for
   *     it
   */
  public byte[] signDigest(SignatureScheme scheme, byte[] digest) {
    return signer.sign(scheme, digest);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Identity that
        && publicKey.equals(that.publicKey)
        && comment.equals(that.comment)
        && constraints.equals(that.constraints)
        && certificates.equals(that.certificates);
  }

  @Override
  public int hashCode() {
    return Objects.hash(publicKey, comment, constraints, certificates);
  }

  /** The fingerprint and the comment. */
  @Override
  public String toString() {
    return "Identity[" + publicKey.fingerprint() + " " + comment + "]";
  }
}
