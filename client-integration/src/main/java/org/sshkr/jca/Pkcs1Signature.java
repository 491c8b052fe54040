package org.sshkr.jca;

import java.security.AlgorithmParameters;
import java.security.InvalidAlgorithmParameterException;
import java.security.spec.AlgorithmParameterSpec;
import org.sshkr.keyring.HashAlgorithm;
import org.sshkr.keyring.RsassaPkcs1;

/** SHA256withRSA and similar signatures, which take no parameters. */
final class Pkcs1Signature extends RsaSignature {
  private final RsassaPkcs1 scheme;

  Pkcs1Signature(String algorithm, HashAlgorithm hash) {
    this(algorithm, new RsassaPkcs1(hash));
  }

  private Pkcs1Signature(String algorithm, RsassaPkcs1 scheme) {
    super(algorithm, scheme);
    this.scheme = scheme;
  }

  @Override
  RsassaPkcs1 scheme(AlgorithmParameterSpec parameters) throws InvalidAlgorithmParameterException {
    if (parameters != null) {
      throw new InvalidAlgorithmParameterException("PKCS #1 v1.5 signatures take no parameters");
    }
    return scheme;
  }

  @Override
  AlgorithmParameters encode(AlgorithmParameterSpec parameters) {
    return null;
  }
}
