package org.sshkr.jca;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.util.List;

/** The provider that Java picks if the program names none. */
final class ProviderChoice {
  private static final List<String> ALGORITHMS =
      List.of("SHA1withRSA", "SHA256withRSA", "SHA384withRSA", "SHA512withRSA", "RSASSA-PSS");

  private ProviderChoice() {}

  /**
   * Asserts that our provider signs with {@code own}, and that {@code others} make {@code other}'s
   * signatures and verify all.
   */
  static void assertSplit(PrivateKey own, KeyPair pair, PrivateKey other, String others)
      throws Exception {
    for (String algorithm : ALGORITHMS) {
      byte[] data = {1, 2, 3};
      Signature signer = Signature.getInstance(algorithm);
      signer.initSign(own);
      assertThat(signer.getProvider().getName()).isEqualTo(KeyringProvider.NAME);
      setParameters(signer);
      signer.update(data);
      byte[] signature = signer.sign();

      Signature verifier = Signature.getInstance(algorithm);
      verifier.initVerify(pair.getPublic());
      assertThat(verifier.getProvider().getName()).isEqualTo(others);
      setParameters(verifier);
      verifier.update(data);
      assertThat(verifier.verify(signature)).isTrue();

      Signature plain = Signature.getInstance(algorithm);
      plain.initSign(other);
      assertThat(plain.getProvider().getName()).isEqualTo(others);
      setParameters(plain);
      plain.update(data);
      assertThat(plain.sign()).hasSize(256);
    }
  }

  /**
   * Asserts that everything in {@link #assertSplit} also works if the parameters are set before the
   * key, as libraries for JSON web tokens and XML signatures do.
   */
  static void assertParametersBeforeKeys(PrivateKey own, KeyPair pair, PrivateKey other)
      throws Exception {
    for (PrivateKey signing : List.of(own, pair.getPrivate(), other)) {
      byte[] data = {1, 2, 3};
      Signature signer = Signature.getInstance("RSASSA-PSS");
      setParameters(signer);
      signer.initSign(signing);
      signer.update(data);
      byte[] signature = signer.sign();

      Signature verifier = Signature.getInstance("RSASSA-PSS");
      setParameters(verifier);
      verifier.initVerify(pair.getPublic());
      verifier.update(data);
      assertThat(verifier.verify(signature)).isEqualTo(signing != other);
    }
  }

  private static void setParameters(Signature signature) throws Exception {
    if (signature.getAlgorithm().equals("RSASSA-PSS")) {
      signature.setParameter(
          new PSSParameterSpec("SHA-256", "MGF1", MGF1ParameterSpec.SHA256, 32, 1));
    }
  }
}
