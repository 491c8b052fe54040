package org.sshkr.jca;

import java.security.AlgorithmParameters;
import java.security.InvalidAlgorithmParameterException;
import java.security.spec.AlgorithmParameterSpec;
import org.sshkr.keyring.HashAlgorithm;
import org.sshkr.keyring.RsassaPkcs1;

/** SHA256withRSA and the like, which take no parameters. */
final class Pkcs1Signature extends KeyringSignature {
  private final RsassaPkcs1 scheme;

  Pkcs1Signature(HashAlgorithm hash) {
    this.scheme = new RsassaPkcs1(hash);
  }

  @Override
  RsassaPkcs1 scheme() {
    return scheme;
  }

  @Override
  protected void engineSetParameter(AlgorithmParameterSpec parameters)
      throws InvalidAlgorithmParameterException {
    if (parameters != null) {
      throw new InvalidAlgorithmParameterException("PKCS #1 v1.5 signatures take no parameters");
    }
  }

  @Override
  protected AlgorithmParameters engineGetParameters() {
    return null;
  }
}
