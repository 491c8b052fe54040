package org.sshkr.jca;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.security.PrivateKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sshkr.client.Keyrings;
import org.sshkr.keyring.EllipticTestKeys;
import org.sshkr.keyring.TestKeys;

/** JSON web tokens by Nimbus JOSE+JWT, which sets the parameters of PS256 before the key. */
class NimbusTest {
  private Installed installed;

  @BeforeEach
  void install() {
    installed = Installed.first(new KeyringProvider(Keyrings.of(2048)));
  }

  @AfterEach
  void remove() {
    installed.close();
  }

  private static SignedJWT token(String algorithm) {
    return new SignedJWT(
        new JWSHeader(JWSAlgorithm.parse(algorithm)),
        new JWTClaimsSet.Builder().subject("someone").build());
  }

  private static boolean verifies(SignedJWT token, int bits) throws Exception {
    return SignedJWT.parse(token.serialize())
        .verify(new RSASSAVerifier((RSAPublicKey) TestKeys.pair(bits).getPublic()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"RS256", "RS384", "RS512", "PS256", "PS384", "PS512"})
  void tokenIsSignedWithNoProviderNamed(String algorithm) throws Exception {
    SignedJWT token = token(algorithm);
    token.sign(new RSASSASigner(KeyStores.key(installed.provider(), 2048)));
    assertThat(verifies(token, 2048)).isTrue();
    assertThat(verifies(token, 3072)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"RS256", "PS256"})
  void tokenIsSignedAndVerifiedByTheNamedProvider(String algorithm) throws Exception {
    installed.close();
    RSASSASigner signer = new RSASSASigner(KeyStores.key(installed.provider(), 2048));
    signer.getJCAContext().setProvider(installed.provider());
    SignedJWT token = token(algorithm);
    token.sign(signer);
    RSASSAVerifier verifier = new RSASSAVerifier((RSAPublicKey) TestKeys.pair(2048).getPublic());
    verifier.getJCAContext().setProvider(installed.provider());
    assertThat(token.verify(verifier)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"RS256", "PS256"})
  void tokenIsSignedWithAnotherKey(String algorithm) throws Exception {
    PrivateKey key = TestKeys.pair(3072).getPrivate();
    SignedJWT token = token(algorithm);
    token.sign(new RSASSASigner(key));
    assertThat(verifies(token, 3072)).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "ES256, ecdsa-sha2-nistp256",
    "ES384, ecdsa-sha2-nistp384",
    "ES512, ecdsa-sha2-nistp521"
  })
  void tokenIsSignedWithAKeyOnTheAlgorithmsCurve(String algorithm, String type) throws Exception {
    installed.close();
    installed = Installed.first(new KeyringProvider(Keyrings.ofAllTypes()));
    SignedJWT token = token(algorithm);
    Curve curve = Curve.forJWSAlgorithm(JWSAlgorithm.parse(algorithm)).iterator().next();
    token.sign(new ECDSASigner(KeyStores.key(installed.provider(), type), curve));
    ECPublicKey key = (ECPublicKey) EllipticTestKeys.pair(type).getPublic();
    assertThat(SignedJWT.parse(token.serialize()).verify(new ECDSAVerifier(key))).isTrue();
  }
}
