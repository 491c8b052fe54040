package org.sshkr.jca;

import java.nio.ByteBuffer;
import java.security.InvalidKeyException;
import java.security.InvalidParameterException;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SignatureException;
import java.security.SignatureSpi;
import org.sshkr.keyring.SignatureScheme;

/** Digests here, signs in the keyring. */
abstract class KeyringSignature extends SignatureSpi {
  private KeyringPrivateKey key;
  private MessageDigest digest; // null until there is data

  /**
   * How to sign.
   *
   * @throws SignatureException if that is not known yet
   */
  abstract SignatureScheme scheme() throws SignatureException;

  /** Whether data was given, so that the hash function can't be another any more. */
  final boolean hasBegun() {
    return digest != null;
  }

  private MessageDigest digest() throws SignatureException {
    if (digest == null) {
      digest = scheme().hash().start();
    }
    return digest;
  }

  @Override
  protected final void engineInitSign(PrivateKey privateKey) throws InvalidKeyException {
    if (!(privateKey instanceof KeyringPrivateKey own)) {
      throw new InvalidKeyException(
          KeyringProvider.NAME
              + " signs with keys of its own key store, not with "
              + (privateKey == null ? "null" : privateKey.getClass().getName()));
    }
    key = own;
    digest = null;
  }

  /** Always throws. */
  @Override
  protected final void engineInitVerify(PublicKey publicKey) throws InvalidKeyException {
    throw new InvalidKeyException(
        KeyringProvider.NAME + " verifies nothing; any other provider does");
  }

  @Override
  protected final void engineUpdate(byte data) throws SignatureException {
    digest().update(data);
  }

  @Override
  protected final void engineUpdate(byte[] data, int offset, int length) throws SignatureException {
    digest().update(data, offset, length);
  }

  @Override
  protected final void engineUpdate(ByteBuffer data) {
    try {
      digest().update(data);
    } catch (SignatureException e) {
      throw new IllegalStateException(e.getMessage(), e);
    }
  }

  @Override
  protected final byte[] engineSign() throws SignatureException {
    byte[] digested = digest().digest();
    digest = null;
    return key.sign(scheme(), digested);
  }

  /** Always throws. */
  @Override
  protected final boolean engineVerify(byte[] signature) throws SignatureException {
    throw new SignatureException(KeyringProvider.NAME + " verifies nothing");
  }

  /** Always throws: parameters have no names. */
  @Override
  @Deprecated
  protected final void engineSetParameter(String name, Object value) {
    throw new InvalidParameterException("there is no parameter " + name);
  }

  /** Always throws: parameters have no names. */
  @Override
  @Deprecated
  protected final Object engineGetParameter(String name) {
    throw new InvalidParameterException("there is no parameter " + name);
  }
}
