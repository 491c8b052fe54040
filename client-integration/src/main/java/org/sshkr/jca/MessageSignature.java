package org.sshkr.jca;

import java.io.ByteArrayOutputStream;
import java.security.AlgorithmParameters;
import java.security.InvalidAlgorithmParameterException;
import java.security.InvalidKeyException;
import java.security.PrivateKey;
import java.security.SignatureException;
import java.security.spec.AlgorithmParameterSpec;

/** Collects the data, and has the keyring sign the whole message. It takes no parameters. */
abstract class MessageSignature extends KeyringSignature {
  private final ByteArrayOutputStream message = new ByteArrayOutputStream();

  MessageSignature(String algorithm) {
    super(algorithm);
  }

  /**
   * Takes the key to sign with.
   *
   * @return false if it is not one that this provider has for the algorithm
   * @throws InvalidKeyException if it is, but does not sign with this algorithm
   */
  abstract boolean take(PrivateKey key) throws InvalidKeyException;

  abstract byte[] sign(byte[] message) throws SignatureException;

  @Override
  final boolean start(PrivateKey key, AlgorithmParameterSpec parameters)
      throws InvalidKeyException, InvalidAlgorithmParameterException {
    if (!take(key)) {
      return false;
    }
    set(parameters);
    message.reset();
    return true;
  }

  @Override
  final void set(AlgorithmParameterSpec parameters) throws InvalidAlgorithmParameterException {
    if (parameters != null) {
      throw new InvalidAlgorithmParameterException("a key of a keyring signs without parameters");
    }
  }

  @Override
  final void add(byte[] data, int offset, int length) {
    message.write(data, offset, length);
  }

  @Override
  final byte[] finish() throws SignatureException {
    byte[] whole = message.toByteArray();
    message.reset();
    return sign(whole);
  }

  /** Null: there are none. */
  @Override
  final AlgorithmParameters encode(AlgorithmParameterSpec parameters) {
    return null;
  }
}
