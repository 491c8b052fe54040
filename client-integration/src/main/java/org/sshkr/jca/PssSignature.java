package org.sshkr.jca;

import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.InvalidAlgorithmParameterException;
import java.security.ProviderException;
import java.security.spec.AlgorithmParameterSpec;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import org.sshkr.keyring.HashAlgorithm;
import org.sshkr.keyring.RsassaPss;

/**
 * RSASSA-PSS with SHA-256, SHA-384 or SHA-512, also for MGF1. It takes a PSSParameterSpec before
 * the data; under Bouncy Castle's names, such as SHA256withRSAandMGF1, it needs none.
 */
final class PssSignature extends RsaSignature {
  static final String ALGORITHM = "RSASSA-PSS";

  PssSignature() {
    super(ALGORITHM, null);
  }

  /** Creates a signature with the hash function in its name, and a salt of the same length. */
  PssSignature(String algorithm, HashAlgorithm hash) {
    super(algorithm, new RsassaPss(hash, hash.length()));
  }

  @Override
  RsassaPss scheme(AlgorithmParameterSpec parameters) throws InvalidAlgorithmParameterException {
    if (!(parameters instanceof PSSParameterSpec pss)) {
      throw new InvalidAlgorithmParameterException("RSASSA-PSS takes a PSSParameterSpec");
    }
    HashAlgorithm hash = hash(pss.getDigestAlgorithm());
    if (!(pss.getMGFParameters() instanceof MGF1ParameterSpec mgf1)
        || !mgf1.getDigestAlgorithm().equalsIgnoreCase(hash.javaName())) {
      throw new InvalidAlgorithmParameterException(
          "the mask generation function must be MGF1 with " + hash.javaName() + " too");
    }
    if (pss.getTrailerField() != PSSParameterSpec.TRAILER_FIELD_BC) {
      throw new InvalidAlgorithmParameterException("the trailer field must be 1");
    }
    return new RsassaPss(hash, pss.getSaltLength());
  }

  private static HashAlgorithm hash(String name) throws InvalidAlgorithmParameterException {
    for (HashAlgorithm hash : HashAlgorithm.values()) {
      if (hash != HashAlgorithm.SHA1 && hash.javaName().equalsIgnoreCase(name)) {
        return hash;
      }
    }
    throw new InvalidAlgorithmParameterException(
        "RSASSA-PSS is offered with SHA-256, SHA-384 and SHA-512, not with " + name);
  }

  @Override
  AlgorithmParameters encode(AlgorithmParameterSpec parameters) {
    try {
      AlgorithmParameters encoded = AlgorithmParameters.getInstance(ALGORITHM);
      encoded.init(parameters);
      return encoded;
    } catch (GeneralSecurityException e) {
      throw new ProviderException("this Java can't encode the parameters of RSASSA-PSS", e);
    }
  }
}
