package org.sshkr.jca;

import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.InvalidAlgorithmParameterException;
import java.security.InvalidKeyException;
import java.security.InvalidParameterException;
import java.security.Key;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.PublicKey;
import java.security.Security;
import java.security.Signature;
import java.security.SignatureException;
import java.security.SignatureSpi;
import java.security.spec.AlgorithmParameterSpec;

/**
 * A signature by a key of a keyring. Verifying, and signing with any other key, is left to the next
 * provider that accepts the key.
 *
 * <p>Java asks this provider for them when it has to choose one before it knows the key: by {@code
 * setParameter} before {@code initVerify}, by name, or when a Signature is used again.
 */
abstract class KeyringSignature extends SignatureSpi {
  private final String algorithm;

  private AlgorithmParameterSpec parameters;

  /** Another provider's signature, for a key that is not ours; null while there is none. */
  private Signature other;

  /** Whether {@link #start} has taken a key. */
  private boolean started;

  /**
   * Creates a signature that is not yet initialized.
   *
   * @param algorithm its name in Java
   */
  KeyringSignature(String algorithm) {
    this.algorithm = algorithm;
  }

  /**
   * Begins a signature, and forgets one that was begun.
   *
   * @param parameters null if none are set
   * @return false if the key is not one that this provider has for the algorithm
   */
  abstract boolean start(PrivateKey key, AlgorithmParameterSpec parameters)
      throws InvalidKeyException, InvalidAlgorithmParameterException;

  /** Sets the parameters after {@link #start}. */
  abstract void set(AlgorithmParameterSpec parameters) throws InvalidAlgorithmParameterException;

  abstract void add(byte[] data, int offset, int length) throws SignatureException;

  /** Signs the data, and is ready for other data. */
  abstract byte[] finish() throws SignatureException;

  /** The parameters as {@code getParameters} returns them, or null. */
  abstract AlgorithmParameters encode(AlgorithmParameterSpec parameters);

  @Override
  protected final void engineInitSign(PrivateKey privateKey) throws InvalidKeyException {
    try {
      started = start(privateKey, parameters);
    } catch (InvalidAlgorithmParameterException e) {
      throw new InvalidKeyException(e.getMessage(), e);
    }
    other =
        started ? null : next(privateKey, signature -> signature.initSign(privateKey, appRandom));
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
    engineUpdate(new byte[] {data}, 0, 1);
  }

  @Override
  protected final void engineUpdate(byte[] data, int offset, int length) throws SignatureException {
    if (other != null) {
      other.update(data, offset, length);
    } else {
      add(data, offset, length);
    }
  }

  @Override
  protected final byte[] engineSign() throws SignatureException {
    return other != null ? other.sign() : finish();
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
    } else if (started) { // before, the key decides which provider must know them
      set(given);
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
