package org.sshkr.jca;

import java.security.InvalidAlgorithmParameterException;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.SignatureException;
import java.security.spec.AlgorithmParameterSpec;
import org.sshkr.keyring.SignatureScheme;

/** Digests here, and has the keyring sign the digest. */
abstract class RsaSignature extends KeyringSignature {
  private final String algorithm;
  private final SignatureScheme withoutParameters;

  private RsaKey key;

  /** Null until it is known. */
  private SignatureScheme scheme;

  private MessageDigest digest; // null until there is data

  /**
   * Creates a signature that is not yet initialized.
   *
   * @param algorithm its name in Java
   * @param withoutParameters the scheme if no parameters are set; null if they are required
   */
  RsaSignature(String algorithm, SignatureScheme withoutParameters) {
    super(algorithm);
    this.algorithm = algorithm;
    this.withoutParameters = withoutParameters;
  }

  /**
   * The scheme that the keyring signs with.
   *
   * @throws InvalidAlgorithmParameterException if there is none with these parameters
   */
  abstract SignatureScheme scheme(AlgorithmParameterSpec parameters)
      throws InvalidAlgorithmParameterException;

  @Override
  final boolean start(PrivateKey given, AlgorithmParameterSpec parameters)
      throws InvalidAlgorithmParameterException {
    if (!(given instanceof RsaKey own)) {
      return false;
    }
    scheme = parameters == null ? withoutParameters : scheme(parameters);
    key = own;
    digest = null;
    return true;
  }

  @Override
  final void set(AlgorithmParameterSpec parameters) throws InvalidAlgorithmParameterException {
    if (digest != null) {
      throw new InvalidAlgorithmParameterException("parameters can't be set after the data");
    }
    scheme = scheme(parameters);
  }

  private MessageDigest digest() throws SignatureException {
    if (digest == null) {
      if (scheme == null) {
        throw new SignatureException(algorithm + " needs parameters: call setParameter first");
      }
      digest = scheme.hash().start();
    }
    return digest;
  }

  @Override
  final void add(byte[] data, int offset, int length) throws SignatureException {
    digest().update(data, offset, length);
  }

  @Override
  final byte[] finish() throws SignatureException {
    byte[] digested = digest().digest();
    digest = null;
    return key.sign(scheme, digested);
  }
}
