package org.sshkr.jca;

import java.nio.ByteBuffer;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.InvalidAlgorithmParameterException;
import java.security.InvalidKeyException;
import java.security.InvalidParameterException;
import java.security.Key;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.PublicKey;
import java.security.Security;
import java.security.Signature;
import java.security.SignatureException;
import java.security.SignatureSpi;
import java.security.spec.AlgorithmParameterSpec;
import org.sshkr.keyring.SignatureScheme;

/**
 * Digests here and signs in the keyring. Verifying, and signing with any other key, is left to the
 * next provider that accepts the key.
 *
 * <p>Java asks this provider for them when it has to choose one before it knows the key: by {@code
 * setParameter} before {@code initVerify}, by name, or when a Signature is used again.
 */
abstract class KeyringSignature extends SignatureSpi {
  private final String algorithm;
  private final SignatureScheme withoutParameters;

  private AlgorithmParameterSpec parameters;

  /** Another provider's signature, for a key that is not ours; null while there is none. */
  private Signature other;

  /** Our key; null while there is none. */
  private KeyringPrivateKey key;

  /** The scheme for our key; null until it is known. */
  private SignatureScheme scheme;

  private MessageDigest digest; // null until there is data

  /**
   * Creates a signature that is not yet initialized.
   *
   * @param algorithm its name in Java
   * @param withoutParameters the scheme if no parameters are set; null if they are required
   */
  KeyringSignature(String algorithm, SignatureScheme withoutParameters) {
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

  /** The parameters as {@code getParameters} returns them, or null. */
  abstract AlgorithmParameters encode(AlgorithmParameterSpec parameters);

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
  protected final void engineInitSign(PrivateKey privateKey) throws InvalidKeyException {
    if (!(privateKey instanceof KeyringPrivateKey own)) {
      other = next(privateKey, signature -> signature.initSign(privateKey, appRandom));
      return;
    }
    try {
      scheme = parameters == null ? withoutParameters : scheme(parameters);
    } catch (InvalidAlgorithmParameterException e) {
      throw new InvalidKeyException(e.getMessage(), e);
    }
    other = null;
    key = own;
    digest = null;
  }

  @Override
  protected final void engineInitVerify(PublicKey publicKey) throws InvalidKeyException {
    other = next(publicKey, signature -> signature.initVerify(publicKey));
  }

  private interface Initialization {
    void start(Signature signature) throws InvalidKeyException;
  }

  /** The first signature of the other providers that accepts the key and the parameters. */
  private Signature next(Key foreign, Initialization initialization) throws InvalidKeyException {
    if (foreign == null) {
      throw new InvalidKeyException("there is no key");
    }
    InvalidKeyException failure = null;
    for (Provider provider : Security.getProviders()) {
      Provider.Service service = provider.getService("Signature", algorithm);
      if (provider instanceof KeyringProvider
          || service == null
          || !service.supportsParameter(foreign)) {
        continue;
      }
      try {
        Signature signature = Signature.getInstance(algorithm, provider);
        if (parameters != null) {
          signature.setParameter(parameters);
        }
        initialization.start(signature);
        return signature;
      } catch (GeneralSecurityException | RuntimeException e) { // as when Java itself chooses one
        if (failure == null) {
          failure = new InvalidKeyException(provider.getName() + ": " + e.getMessage(), e);
        }
      }
    }
    throw failure != null
        ? failure
        : new InvalidKeyException(
            "no provider has "
                + algorithm
                + " with a key of "
                + foreign.getClass().getName()
                + "; "
                + KeyringProvider.NAME
                + " signs with the keys of its own key store");
  }

  @Override
  protected final void engineUpdate(byte data) throws SignatureException {
    if (other != null) {
      other.update(data);
    } else {
      digest().update(data);
    }
  }

  @Override
  protected final void engineUpdate(byte[] data, int offset, int length) throws SignatureException {
    if (other != null) {
      other.update(data, offset, length);
    } else {
      digest().update(data, offset, length);
    }
  }

  @Override
  protected final void engineUpdate(ByteBuffer data) {
    try {
      if (other != null) {
        other.update(data);
      } else {
        digest().update(data);
      }
    } catch (SignatureException e) {
      throw new IllegalStateException(e.getMessage(), e);
    }
  }

  @Override
  protected final byte[] engineSign() throws SignatureException {
    if (other != null) {
      return other.sign();
    }
    byte[] digested = digest().digest();
    digest = null;
    return key.sign(scheme, digested);
  }

  @Override
  protected final boolean engineVerify(byte[] signature) throws SignatureException {
    return other.verify(signature);
  }

  @Override
  protected final void engineSetParameter(AlgorithmParameterSpec given)
      throws InvalidAlgorithmParameterException {
    if (other != null) {
      other.setParameter(given);
    } else if (digest != null) {
      throw new InvalidAlgorithmParameterException("parameters can't be set after the data");
    } else if (key != null) { // otherwise the key decides which provider must know them
      scheme = scheme(given);
    }
    parameters = given;
  }

  @Override
  protected final AlgorithmParameters engineGetParameters() {
    if (other != null) {
      return other.getParameters();
    }
    return parameters == null ? null : encode(parameters);
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
