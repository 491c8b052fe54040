package org.sshkr.jca;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.sshkr.keyring.EllipticTestKeys.ED25519;
import static org.sshkr.keyring.EllipticTestKeys.P256;

import java.nio.ByteBuffer;
import java.security.InvalidAlgorithmParameterException;
import java.security.InvalidKeyException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.SignatureException;
import java.security.spec.EdDSAParameterSpec;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sshkr.client.Keyrings;
import org.sshkr.keyring.Constraints;
import org.sshkr.keyring.EllipticTestKeys;
import org.sshkr.keyring.PrivateKey;
import org.sshkr.keyring.signer.SplitKeyring;

/** Signatures by Ed25519 and ECDSA keys, verified by the JDK's own providers. */
@Tag("slow")
class EllipticSignatureTest {
  private static final byte[] DATA = "the data to be signed".getBytes(US_ASCII);

  private final SplitKeyring keyring = Keyrings.ofAllTypes();
  private final KeyringProvider provider = new KeyringProvider(keyring);

  private Signature signer(String algorithm, String type) throws Exception {
    Signature signer = Signature.getInstance(algorithm, provider);
    signer.initSign(KeyStores.key(provider, type));
    return signer;
  }

  private static boolean verifies(String algorithm, String type, byte[] data, byte[] signature)
      throws Exception {
    Signature verifier = Signature.getInstance(algorithm, "SunEC");
    verifier.initVerify(EllipticTestKeys.pair(type).getPublic());
    verifier.update(data);
    return verifier.verify(signature);
  }

  @ParameterizedTest
  @CsvSource({
    "Ed25519, ssh-ed25519",
    "EdDSA, ssh-ed25519",
    "1.3.101.112, ssh-ed25519",
    "SHA256withECDSA, ecdsa-sha2-nistp256",
    "SHA384withECDSA, ecdsa-sha2-nistp384",
    "SHA512withECDSA, ecdsa-sha2-nistp521",
    "1.2.840.10045.4.3.2, ecdsa-sha2-nistp256",
    "1.2.840.10045.4.3.3, ecdsa-sha2-nistp384",
    "1.2.840.10045.4.3.4, ecdsa-sha2-nistp521",
    "SHA256withECDSAinP1363Format, ecdsa-sha2-nistp256",
    "SHA384withECDSAinP1363Format, ecdsa-sha2-nistp384",
    "SHA512withECDSAinP1363Format, ecdsa-sha2-nistp521",
  })
  void signs(String algorithm, String type) throws Exception {
    Signature signer = signer(algorithm, type);
    for (int i = 0; i < 40; i++) { // numbers of other lengths
      signer.update(DATA);
      signer.update((byte) i);
      byte[] data = ByteBuffer.allocate(DATA.length + 1).put(DATA).put((byte) i).array();
      assertThat(verifies(algorithm, type, data, signer.sign())).isTrue();
    }
  }

  @Test
  void dataMayComeInPiecesAndTheSignerIsUsedAgain() throws Exception {
    Signature signer = signer("Ed25519", ED25519);
    signer.update(DATA[0]);
    signer.update(DATA, 1, 4);
    signer.update(ByteBuffer.wrap(DATA, 5, DATA.length - 5));
    byte[] first = signer.sign();
    assertThat(verifies("Ed25519", ED25519, DATA, first)).isTrue();
    assertThat(verifies("Ed25519", ED25519, new byte[0], signer.sign())).isTrue();
    signer.update(DATA);
    signer.initSign(KeyStores.key(provider, ED25519)); // forgets
    signer.update(DATA);
    assertThat(signer.sign()).isEqualTo(first);
  }

  /** SSH ties the hash function to the curve. */
  @ParameterizedTest
  @CsvSource({
    "SHA384withECDSA, ecdsa-sha2-nistp256, SHA256withECDSA",
    "SHA256withECDSA, ecdsa-sha2-nistp384, SHA384withECDSA",
    "SHA256withECDSAinP1363Format, ecdsa-sha2-nistp521, SHA512withECDSA",
  })
  void hashOfAnotherCurveIsRefused(String algorithm, String type, String own) throws Exception {
    KeyringPrivateKey key = KeyStores.key(provider, type);
    for (Signature signer :
        new Signature[] {
          Signature.getInstance(algorithm, provider), installed(algorithm),
        }) {
      assertThatThrownBy(() -> signer.initSign(key))
          .isInstanceOf(InvalidKeyException.class)
          .hasMessage(
              "the key %s signs with %s, not with %s",
              KeyStores.fingerprint(type), own, algorithm.replace("inP1363Format", ""));
    }
  }

  /** A signature whose provider Java chooses when it sees the key. */
  private Signature installed(String algorithm) throws Exception {
    try (Installed first = Installed.first(provider)) {
      assertThat(first.provider()).isSameAs(provider);
      return Signature.getInstance(algorithm);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "Ed25519, ssh-ed25519, true", "EdDSA, ssh-ed25519, false",
    "SHA256withECDSA, ecdsa-sha2-nistp256, true", "SHA512withECDSA, ecdsa-sha2-nistp521, false",
    "SHA256withECDSAinP1363Format, ecdsa-sha2-nistp256, false",
  })
  void keyDecidesWhichProviderSigns(String algorithm, String type, boolean first) throws Exception {
    try (Installed own = first ? Installed.first(provider) : Installed.last(provider)) {
      Signature signer = Signature.getInstance(algorithm);
      signer.initSign(KeyStores.key(own.provider(), type));
      assertThat(signer.getProvider()).isSameAs(provider);
      signer.update(DATA);
      assertThat(verifies(algorithm, type, DATA, signer.sign())).isTrue();

      KeyPair pair = EllipticTestKeys.pair(type);
      Signature plain = Signature.getInstance(algorithm);
      plain.initSign(pair.getPrivate());
      assertThat(plain.getProvider().getName()).isEqualTo("SunEC");
      plain.update(DATA);
      byte[] signature = plain.sign();
      Signature verifier = Signature.getInstance(algorithm);
      verifier.initVerify(pair.getPublic());
      assertThat(verifier.getProvider().getName()).isEqualTo("SunEC");
      verifier.update(DATA);
      assertThat(verifier.verify(signature)).isTrue();
    }
  }

  /** The program named our provider, or Java knew the key too late. */
  @ParameterizedTest
  @CsvSource({
    "EdDSA, Ed448",
    "Ed25519, Ed25519",
    "SHA384withECDSA, EC",
    "SHA256withECDSAinP1363Format, EC"
  })
  void nextProviderVerifiesAndSignsWithOtherKeys(String algorithm, String keys) throws Exception {
    KeyPair pair = KeyPairGenerator.getInstance(keys).generateKeyPair();
    Signature signature = Signature.getInstance(algorithm, provider);
    signature.initSign(pair.getPrivate());
    signature.update(DATA);
    byte[] made = signature.sign();
    signature.initVerify(pair.getPublic());
    signature.update(DATA);
    assertThat(signature.verify(made)).isTrue();
  }

  @Test
  void keyOfAnotherTypeOfTheSameKeyringIsRefused() throws Exception {
    assertThatThrownBy(() -> signer("Ed25519", P256)).isInstanceOf(InvalidKeyException.class);
    assertThatThrownBy(() -> signer("SHA256withECDSA", ED25519))
        .isInstanceOf(InvalidKeyException.class);
    assertThatThrownBy(() -> signer("SHA256withRSA", P256)).isInstanceOf(InvalidKeyException.class);
  }

  @Test
  void parametersAreRefused() throws Exception {
    EdDSAParameterSpec prehashed = new EdDSAParameterSpec(true);
    Signature signer = signer("Ed25519", ED25519);
    assertThatThrownBy(() -> signer.setParameter(prehashed))
        .isInstanceOf(InvalidAlgorithmParameterException.class);
    assertThat(signer.getParameters()).isNull();
    Signature before = Signature.getInstance("Ed25519", provider);
    before.setParameter(prehashed);
    assertThatThrownBy(() -> before.initSign(KeyStores.key(provider, ED25519)))
        .isInstanceOf(InvalidKeyException.class)
        .hasMessageContaining("without parameters");
  }

  @Test
  void saysThatTheKeyIsGoneOrHasConstraints() throws Exception {
    Signature signer = signer("SHA256withECDSA", P256);
    keyring.remove(EllipticTestKeys.publicKey(P256));
    signer.update(DATA);
    assertThatThrownBy(signer::sign)
        .isInstanceOf(SignatureException.class)
        .hasMessageContaining(KeyStores.fingerprint(P256));
    try (PrivateKey again = EllipticTestKeys.privateKey(P256)) {
      keyring.add(again, "", Optional.empty(), new Constraints(true, false, Optional.empty()));
    }
    signer.update(DATA);
    assertThatThrownBy(signer::sign)
        .isInstanceOf(SignatureException.class)
        .hasMessageContaining(KeyStores.fingerprint(P256) + " has constraints");
    assertThat(KeyStores.load(provider).containsAlias(KeyStores.fingerprint(P256))).isFalse();
  }
}
