package org.sshkr.jca;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.InvalidAlgorithmParameterException;
import java.security.InvalidKeyException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.spec.AlgorithmParameterSpec;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.util.Collections;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sshkr.client.Keyrings;
import org.sshkr.keyring.Constraints;
import org.sshkr.keyring.InMemoryKeyring;
import org.sshkr.keyring.KeyringException;
import org.sshkr.keyring.PrivateKey;
import org.sshkr.keyring.TestKeys;

/** Signatures by the provider, verified by the JDK's. */
class KeyringSignatureTest {
  private static final KeyPair PAIR = TestKeys.pair(2048);
  private static final byte[] DATA = "the data to be signed".getBytes(US_ASCII);
  private static final PSSParameterSpec PSS_SHA256 = pss("SHA-256", "SHA-256", 32);

  private final InMemoryKeyring keyring = Keyrings.of(2048, 3072);
  private final KeyringProvider provider = new KeyringProvider(keyring);
  private KeyringPrivateKey key;

  @BeforeEach
  void loadKey() throws Exception {
    key = KeyStores.key(provider, 2048);
  }

  private static PSSParameterSpec pss(String hash, String maskHash, int saltLength) {
    return new PSSParameterSpec(hash, "MGF1", new MGF1ParameterSpec(maskHash), saltLength, 1);
  }

  private Signature signer(String algorithm) throws Exception {
    Signature signer = Signature.getInstance(algorithm, provider);
    signer.initSign(key);
    return signer;
  }

  private static boolean verifies(
      String algorithm, AlgorithmParameterSpec parameters, byte[] data, byte[] signature)
      throws Exception {
    Signature verifier = Signature.getInstance(algorithm);
    assertThat(verifier.getProvider().getName()).startsWith("Sun");
    if (parameters != null) {
      verifier.setParameter(parameters);
    }
    verifier.initVerify(PAIR.getPublic());
    verifier.update(data);
    return verifier.verify(signature);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SHA1withRSA",
        "SHA256withRSA",
        "SHA384withRSA",
        "SHA512withRSA",
        "1.2.840.113549.1.1.5",
        "1.2.840.113549.1.1.11",
        "1.2.840.113549.1.1.12",
        "1.2.840.113549.1.1.13",
      })
  void signsPkcs1(String algorithm) throws Exception {
    Signature signer = signer(algorithm);
    signer.update(DATA);
    assertThat(verifies(algorithm, null, DATA, signer.sign())).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "RSASSA-PSS, SHA-256, 32",
    "RSASSA-PSS, SHA-256, 0",
    "RSASSA-PSS, SHA-256, 20",
    "RSASSA-PSS, SHA-384, 48",
    "RSASSA-PSS, SHA-512, 64",
    "1.2.840.113549.1.1.10, SHA-256, 32",
  })
  void signsPss(String algorithm, String hash, int saltLength) throws Exception {
    PSSParameterSpec parameters = pss(hash, hash, saltLength);
    Signature signer = signer(algorithm);
    assertThat(signer.getParameters()).isNull();
    signer.setParameter(parameters);
    signer.update(DATA);
    byte[] signature = signer.sign();
    assertThat(verifies(algorithm, parameters, DATA, signature)).isTrue();
    AlgorithmParameterSpec said = signer.getParameters().getParameterSpec(PSSParameterSpec.class);
    assertThat(verifies(algorithm, said, DATA, signature)).isTrue();
  }

  /** The JDK does not have these names, which imply the parameters. */
  @ParameterizedTest
  @CsvSource({
    "SHA256withRSAandMGF1, SHA-256, 32",
    "SHA384withRSA/PSS, SHA-384, 48",
    "SHA512withRSASSA-PSS, SHA-512, 64",
  })
  void signsPssByBouncyCastlesNames(String algorithm, String hash, int saltLength)
      throws Exception {
    Signature signer = signer(algorithm);
    signer.update(DATA);
    assertThat(verifies("RSASSA-PSS", pss(hash, hash, saltLength), DATA, signer.sign())).isTrue();
    signer.initSign(key);
    signer.setParameter(pss(hash, hash, 20));
    signer.update(DATA);
    assertThat(verifies("RSASSA-PSS", pss(hash, hash, 20), DATA, signer.sign())).isTrue();
  }

  @Test
  void takesParametersBeforeTheKeyToo() throws Exception {
    Signature signer = Signature.getInstance("RSASSA-PSS", provider);
    signer.setParameter(PSS_SHA256);
    signer.initSign(key);
    signer.update(DATA);
    assertThat(verifies("RSASSA-PSS", PSS_SHA256, DATA, signer.sign())).isTrue();
  }

  @Test
  void dataMayComeInPiecesAndTheSignerIsUsedAgain() throws Exception {
    Signature signer = signer("SHA256withRSA");
    signer.update(DATA[0]);
    signer.update(DATA, 1, 4);
    signer.update(ByteBuffer.wrap(DATA, 5, DATA.length - 5));
    byte[] first = signer.sign();
    assertThat(verifies("SHA256withRSA", null, DATA, first)).isTrue();
    assertThat(verifies("SHA256withRSA", null, new byte[0], signer.sign())).isTrue();
    signer.update(DATA);
    signer.initSign(key); // forgets
    signer.update(DATA);
    assertThat(signer.sign()).isEqualTo(first);
  }

  @Test
  void pssNeedsParametersBeforeTheData() throws Exception {
    Signature signer = signer("RSASSA-PSS");
    assertThatThrownBy(() -> signer.update(DATA))
        .isInstanceOf(SignatureException.class)
        .hasMessageContaining("setParameter");
    signer.setParameter(PSS_SHA256);
    signer.update(DATA);
    assertThatThrownBy(() -> signer.setParameter(PSS_SHA256))
        .isInstanceOf(InvalidAlgorithmParameterException.class);
  }

  @Test
  void refusesParametersThatItCannotKeep() throws Exception {
    Signature signer = signer("RSASSA-PSS");
    assertThatThrownBy(() -> signer.setParameter(pss("SHA-1", "SHA-1", 20)))
        .isInstanceOf(InvalidAlgorithmParameterException.class)
        .hasMessageContaining("SHA-256, SHA-384 and SHA-512, not with SHA-1");
    assertThatThrownBy(() -> signer.setParameter(pss("SHA-256", "SHA-1", 32)))
        .isInstanceOf(InvalidAlgorithmParameterException.class)
        .hasMessageContaining("MGF1 with SHA-256");
    assertThatThrownBy(
            () ->
                signer.setParameter(
                    new PSSParameterSpec("SHA-256", "MGF1", MGF1ParameterSpec.SHA256, 32, 2)))
        .isInstanceOf(InvalidAlgorithmParameterException.class)
        .hasMessageContaining("trailer");
    assertThatThrownBy(() -> signer.setParameter(null))
        .isInstanceOf(InvalidAlgorithmParameterException.class);
    assertThatThrownBy(() -> signer("SHA256withRSA").setParameter(PSS_SHA256))
        .isInstanceOf(InvalidAlgorithmParameterException.class);
  }

  @Test
  void saysThatTheSaltIsTooLong() throws Exception {
    Signature signer = signer("RSASSA-PSS");
    signer.setParameter(pss("SHA-256", "SHA-256", 223));
    signer.update(DATA);
    assertThatThrownBy(signer::sign)
        .isInstanceOf(SignatureException.class)
        .hasMessage("the modulus is too short for SHA-256 and a salt of 223 bytes");
  }

  /** Java knew the key too late to ask another provider, or the program named this one. */
  @ParameterizedTest
  @CsvSource({
    "SHA256withRSA, ",
    "SHA512withRSA, ",
    "RSASSA-PSS, SHA-256",
    "RSASSA-PSS, SHA-1", // which the keyring does not offer
  })
  void nextProviderVerifiesAndSignsWithOtherKeys(String algorithm, String hash) throws Exception {
    PSSParameterSpec parameters = hash == null ? null : pss(hash, hash, 20);
    Signature signature = Signature.getInstance(algorithm, provider);
    if (parameters != null) {
      signature.setParameter(parameters);
    }
    signature.initSign(PAIR.getPrivate());
    signature.update(DATA[0]);
    signature.update(DATA, 1, 4);
    signature.update(ByteBuffer.wrap(DATA, 5, DATA.length - 5));
    byte[] made = signature.sign();
    assertThat(verifies(algorithm, parameters, DATA, made)).isTrue();
    if (parameters != null) {
      assertThat(signature.getParameters().getParameterSpec(PSSParameterSpec.class))
          .hasToString(parameters.toString());
    }
    for (boolean good : new boolean[] {true, false}) {
      signature.initVerify(PAIR.getPublic());
      signature.update(good ? DATA : new byte[1]);
      assertThat(signature.verify(made)).isEqualTo(good);
    }
  }

  @Test
  void signatureIsUsedAgainWithOneKeyAndAnother() throws Exception {
    Signature signature = signer("RSASSA-PSS");
    signature.setParameter(PSS_SHA256);
    signature.update(DATA);
    byte[] made = signature.sign();
    signature.initVerify(PAIR.getPublic());
    signature.update(DATA);
    assertThat(signature.verify(made)).isTrue();
    PSSParameterSpec longer = pss("SHA-512", "SHA-512", 64);
    signature.setParameter(longer);
    signature.initSign(key);
    signature.update(DATA);
    assertThat(verifies("RSASSA-PSS", longer, DATA, signature.sign())).isTrue();
  }

  @Test
  void saysWhichParametersItsKeyCannotKeep() throws Exception {
    Signature signature = Signature.getInstance("RSASSA-PSS", provider);
    signature.setParameter(pss("SHA-1", "SHA-1", 20));
    assertThatThrownBy(() -> signature.initSign(key))
        .isInstanceOf(InvalidKeyException.class)
        .hasMessageContaining("SHA-256, SHA-384 and SHA-512, not with SHA-1");
  }

  @Test
  void saysThatNoProviderTakesTheKey() throws Exception {
    Signature signature = Signature.getInstance("SHA256withRSA", provider);
    KeyPair elliptic = KeyPairGenerator.getInstance("EC").generateKeyPair();
    assertThatThrownBy(() -> signature.initSign(elliptic.getPrivate()))
        .isInstanceOf(InvalidKeyException.class)
        .hasMessageMatching("SunRsaSign: .*|no provider has SHA256withRSA with a key of sun.*");
    assertThatThrownBy(() -> signature.initVerify(elliptic.getPublic()))
        .isInstanceOf(InvalidKeyException.class);
    assertThatThrownBy(() -> signature.initSign(null)).isInstanceOf(InvalidKeyException.class);
    assertThatThrownBy(() -> signature.initVerify((PublicKey) null))
        .isInstanceOf(InvalidKeyException.class);
  }

  @Test
  void saysThatTheKeyIsGone() throws Exception {
    Signature signer = signer("SHA256withRSA");
    keyring.remove(TestKeys.publicKey(PAIR));
    signer.update(DATA);
    assertThatThrownBy(signer::sign)
        .isInstanceOf(SignatureException.class)
        .hasMessage(
            "the key "
                + KeyStores.fingerprint(2048)
                + " is not in the keyring; add it with ssh-add-kr")
        .hasCauseInstanceOf(KeyringException.NotFound.class);
  }

  /** Even if the key got them after the key store was loaded. */
  @Test
  void keyWithConstraintsIsNeitherListedNorUsed() throws Exception {
    Signature signer = signer("SHA256withRSA");
    try (PrivateKey again = TestKeys.privateKey(PAIR)) {
      keyring.add(again, "", Optional.empty(), new Constraints(true, false, Optional.empty()));
    }
    signer.update(DATA);
    assertThatThrownBy(signer::sign)
        .isInstanceOf(SignatureException.class)
        .hasMessageContaining(KeyStores.fingerprint(2048) + " has constraints");
    assertThat(Collections.list(KeyStores.load(provider).aliases()))
        .containsExactly(KeyStores.fingerprint(3072));
  }

  @Test
  void saysThatTheKeyringIsLocked() throws Exception {
    Signature signer = signer("SHA256withRSA");
    keyring.lock(DATA);
    signer.update(DATA);
    assertThatThrownBy(signer::sign)
        .isInstanceOf(SignatureException.class)
        .hasMessage("the keyring is locked");
    assertThatThrownBy(() -> KeyStores.load(provider))
        .isInstanceOf(IOException.class)
        .hasMessage("the keyring is locked");
  }

  @Test
  void saysThatTheKeyringIsClosed() throws Exception {
    Signature signer = signer("SHA256withRSA");
    keyring.close();
    signer.update(DATA);
    assertThatThrownBy(signer::sign)
        .isInstanceOf(SignatureException.class)
        .hasMessage("the keyring is closed");
  }
}
