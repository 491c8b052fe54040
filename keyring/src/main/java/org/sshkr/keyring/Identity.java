package org.sshkr.keyring;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.sshkr.ssh.agent.SignRequest;
import org.sshkr.ssh.agent.SignResponse;
import org.sshkr.ssh.key.SshCertificate;
import org.sshkr.ssh.key.SshPublicKey;
import org.sshkr.ssh.wire.Blob;
import org.sshkr.ssh.wire.WireFormatException;

/**
 * A key that a keyring can sign with: a handle on the kernel key that was found, with the
 * properties that it had then. A key that replaces it, perhaps with other constraints, is another
 * identity, and this one then signs no more. Identities with the same properties are equal.
 */
public final class Identity {
  private final SshPublicKey publicKey;
  private final String comment;
  private final Constraints constraints;
  private final List<SshCertificate> certificates;
  private final Signer signer;

  /** Null for a key that the kernel signs with. */
  private final MessageSigner messageSigner;

  /** Signs with one key of the keyring. */
  @FunctionalInterface
  interface Signer {
    byte[] sign(SignatureScheme scheme, byte[] digest);
  }

  /** Signs whole messages with one key that the kernel does not sign with. */
  @FunctionalInterface
  public interface MessageSigner {
    /**
     * Answers a request.
     *
     * @param sessionBinds the session binds of the connection that it came by, which the signer
     *     verifies itself if the key has destination constraints
     */
    SignResponse sign(SignRequest request, List<Blob> sessionBinds);

    /** Signs a digest with a key that is RSA: {@link Identity#signDigest}. */
    default byte[] signDigest(SignatureScheme scheme, byte[] digest) {
      throw new KeyringException.Unsupported("only RSA keys sign bare digests");
    }
  }

  /** An identity whose key the kernel does not sign with. */
  public static Identity ofMessageSigner(
      SshPublicKey publicKey,
      String comment,
      Constraints constraints,
      List<SshCertificate> certificates,
      MessageSigner signer) {
    return new Identity(publicKey, comment, constraints, certificates, signer::signDigest, signer);
  }

  Identity(
      SshPublicKey publicKey,
      String comment,
      Constraints constraints,
      List<SshCertificate> certificates,
      Signer signer) {
    this(publicKey, comment, constraints, certificates, signer, null);
  }

  private Identity(
      SshPublicKey publicKey,
      String comment,
      Constraints constraints,
      List<SshCertificate> certificates,
      Signer signer,
      MessageSigner messageSigner) {
    this.publicKey = publicKey;
    this.comment = comment;
    this.constraints = constraints;
    this.certificates = List.copyOf(certificates);
    this.signer = signer;
    this.messageSigner = messageSigner;
  }

  public SshPublicKey publicKey() {
    return publicKey;
  }

  /** The comment that the key was added with; may be empty. */
  public String comment() {
    return comment;
  }

  /** The public key line of OpenSSH's files, without a line end. */
  public String line() {
    return publicKey.line(comment);
  }

  /** The constraints that bind a program which signs for others. */
  public Constraints constraints() {
    return constraints;
  }

  /**
   * Whether ssh-signer-kr signs with the key, which is asleep in the kernel, and not the kernel.
   */
  public boolean sleeps() {
    return messageSigner != null;
  }

  /** The certificates of this key, in the order in which they were added. */
  public List<SshCertificate> certificates() {
    return certificates;
  }

  /**
   * The blobs that an agent lists for this identity: the public key, unless it is for certificates
   * only, then the certificates.
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
   * The blobs that a program may use without an agent's help: all that it {@link #offers}; none if
   * it has constraints that only an agent can enforce, by asking a person or knowing the request's
   * path.
   */
  public List<Blob> offersWithoutAgent() {
    return constraints.confirm() || constraints.destinations().isPresent() ? List.of() : offers();
  }

  /**
   * Answers an agent's request to sign, with the algorithm that it asks for.
   *
   * @param sessionBinds contents of the session binds of the connection that it came by
   * @throws KeyringException as {@link #signDigest}
   * @throws WireFormatException if it has flags that are not known
   */
  public SignResponse answer(SignRequest request, List<Blob> sessionBinds) {
    if (messageSigner != null) {
      return messageSigner.sign(request, sessionBinds);
    }
    SignatureAlgorithm algorithm = SignatureAlgorithm.named(request.rsaAlgorithm()).orElseThrow();
    byte[] signature = sign(algorithm, request.data().toByteArray());
    return new SignResponse(algorithm.sshName(), Blob.copyOf(signature));
  }

  /**
   * Signs as a client of the SSH protocol asks for it. Does not check constraints: see {@link
   * Constraints}.
   *
   * @param algorithm {@code ssh-ed25519}, {@code rsa-sha2-512}, …, or its name with a certificate
   * @return the signature without the algorithm: of RSA and Ed25519 its bytes, of ECDSA mpint r,
   *     mpint s
   * @throws KeyringException.Unsupported if the algorithm is not one of this key
   * @throws KeyringException as {@link #signDigest}
   */
  public byte[] sign(String algorithm, byte[] data) {
    Optional<SignatureAlgorithm> rsa = SignatureAlgorithm.named(algorithm);
    if (messageSigner == null && rsa.isPresent()) {
      return sign(rsa.get(), data);
    }
    if (messageSigner == null || !SshCertificate.plainAlgorithm(algorithm).equals(type())) {
      throw new KeyringException.Unsupported(
          "a key of type " + type() + " does not sign with " + algorithm);
    }
    SignRequest request = new SignRequest(Blob.copyOf(publicKey.blob()), Blob.copyOf(data), 0);
    return messageSigner.sign(request, List.of()).signature().toByteArray();
  }

  private String type() {
    return publicKey.type();
  }

  /** Signs {@code data}: {@link #signDigest} of its digest. */
  public byte[] sign(SignatureScheme scheme, byte[] data) {
    return signDigest(scheme, scheme.hash().digest(data));
  }

  /**
   * Signs a digest, and verifies the signature with the public key. Does not check constraints: see
   * {@link Constraints}.
   *
   * @param digest of the scheme's hash function
   * @return the signature, as long as the modulus, big-endian
   * @throws KeyringException.NotFound if the keyring no longer holds the key, or holds another one
   *     in its place
   * @throws KeyringException.Expired if its lifetime has just ended
   * @throws KeyringException.Revoked if another program revoked it
   * @throws KeyringException.Locked if the keyring has been locked
   * @throws KeyringException.Unsupported if the key's driver can't do that: a TPM's knows no PSS
   * @throws IllegalArgumentException if the digest has another length, or is too long for the
   *     modulus
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
