package org.sshkr.keyring;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sshkr.ssh.key.RsaPublicKey;
import org.sshkr.ssh.key.SshCertificate;
import org.sshkr.ssh.key.SshPublicKey;
import org.sshkr.ssh.wire.Blob;

/**
 * The behaviour of a keyring whose keys the kernel signs with: sizes that the kernel knows, and
 * certificates that are attached to a key that is there.
 */
public abstract class KernelKeyringContract extends KeyringContract {
  @Test
  void certificatesAreListedInTheOrderOfTheirAddition() {
    KeyPair pair = TestKeys.pair(2048);
    List<SshCertificate> certificates = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      certificates.add(TestKeys.certificate(pair, "c" + i));
    }
    add(pair, "");
    certificates.forEach(one -> keyring.addCertificate(one, NO_LIMIT));
    keyring.addCertificate(certificates.get(2), Optional.of(Duration.ofHours(1)));
    add(TestKeys.pair(3072), "");
    Identity certified = keyring.list().get(0);
    assertThat(certified.certificates()).isEqualTo(certificates);
    assertThat(keyring.get(certified.publicKey())).isEqualTo(certified);
    keyring.removeCertificate(certificates.get(0));
    keyring.addCertificate(certificates.get(0), NO_LIMIT);
    assertThat(keyring.list().get(0).certificates())
        .extracting(SshCertificate::keyId)
        .containsExactly("c1", "c2", "c3", "c4", "c0");
  }

  @Test
  void commentIsCutToTheRoomThereIsAndNotInsideACharacter() {
    Identity added = add(TestKeys.pair(4096), "🔑".repeat(2000));
    assertThat(keyring.list()).containsExactly(added);
    assertThat(added.line().getBytes(UTF_8).length).isBetween(4092, 4095);
    assertThat(added.comment()).matches("(🔑)+");
  }

  @ParameterizedTest
  @ValueSource(ints = {1024, 2040, 3064, 8192})
  void keyOfASizeThatTheKernelCannotUseIsRefused(int bits) {
    assertThatThrownBy(() -> add(sizedKey(bits), ""))
        .isInstanceOf(KeyringException.BadKey.class)
        .hasMessageContaining("2048, 3072 or 4096")
        .hasMessageContaining(Integer.toString(bits));
    assertThat(keyring.list()).isEmpty();
  }

  /**
   * A key whose public half has this size: only the size matters, and making a key of 8192 bits
   * takes minutes.
   */
  private static PrivateKey sizedKey(int bits) {
    BigInteger modulus = new BigInteger(bits, new SecureRandom()).setBit(bits - 1).setBit(0);
    return new PrivateKey(
        new RsaPublicKey(modulus, BigInteger.valueOf(65537)), SecretBytes.moveFrom(new byte[64]));
  }

  @Test
  void identityIsFoundByWhatItOffers() {
    KeyPair pair = TestKeys.pair(2048);
    Identity added = add(pair, "");
    Blob key = Blob.copyOf(added.publicKey().blob());
    SshCertificate certificate = TestKeys.certificate(pair, "alice");
    assertThat(keyring.get(key)).isEqualTo(added);
    assertThatThrownBy(() -> keyring.get(certificate.blob()))
        .isInstanceOf(KeyringException.NotFound.class);
    keyring.addCertificate(certificate, NO_LIMIT);
    assertThat(keyring.get(certificate.blob()).offers()).containsExactly(key, certificate.blob());
    keyring.removePlain(added.publicKey());
    assertThat(keyring.get(certificate.blob()).offers()).containsExactly(certificate.blob());
    assertThatThrownBy(() -> keyring.get(key))
        .isInstanceOf(KeyringException.NotFound.class)
        .hasMessageContaining("for its certificates only");
    assertThatThrownBy(() -> keyring.get(Blob.copyOf(new byte[3])))
        .isInstanceOf(KeyringException.NotFound.class);
  }

  @Test
  void certificateIsListedWithItsKeyAndOutlivesItsReplacement() {
    SshCertificate certificate = TestKeys.certificate(TestKeys.pair(2048), "alice");
    Identity other = add(TestKeys.pair(3072), "");
    assertThatThrownBy(() -> keyring.addCertificate(certificate, NO_LIMIT))
        .isInstanceOf(KeyringException.NotFound.class);
    add(TestKeys.pair(2048), "old");
    keyring.addCertificate(certificate, NO_LIMIT);
    keyring.addCertificate(certificate, NO_LIMIT);
    add(TestKeys.pair(2048), "new");
    assertThat(keyring.list())
        .containsExactlyInAnyOrder(
            other,
            TestIdentity.of(
                certificate.publicKey(), "new", Constraints.NONE, List.of(certificate)));
  }

  @Test
  void certificatesGoOneByOneOrWithTheirKey() {
    SshCertificate alice = TestKeys.certificate(TestKeys.pair(2048), "alice");
    SshCertificate bob = TestKeys.certificate(TestKeys.pair(2048), "bob");
    Identity plain = add(TestKeys.pair(2048), "");
    keyring.addCertificate(alice, NO_LIMIT);
    keyring.addCertificate(bob, NO_LIMIT);
    assertThat(keyring.removeCertificate(alice)).isTrue();
    assertThat(keyring.removeCertificate(alice)).isFalse();
    assertThat(keyring.find(plain.publicKey()).get().certificates()).containsExactly(bob);
    keyring.remove(plain.publicKey());
    assertThat(add(TestKeys.pair(2048), "").certificates()).isEmpty();
    assertThat(keyring.list()).containsExactly(plain);
  }

  @Test
  void certificateIsGoneWhenItsLifetimeIsOver() {
    Identity plain = add(TestKeys.pair(2048), "");
    keyring.addCertificate(
        TestKeys.certificate(TestKeys.pair(2048), "alice"), Optional.of(Duration.ofSeconds(1)));
    passTimeUntil(() -> keyring.list().equals(List.of(plain)));
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void certificateStaysWhenTheKeyByItselfIsRemoved(boolean withItsKey) {
    SshCertificate alice = TestKeys.certificate(TestKeys.pair(2048), "alice");
    SshPublicKey key = add(TestKeys.pair(2048), "certified").publicKey();
    if (withItsKey) {
      certify(TestKeys.pair(2048), alice, NO_LIMIT, Constraints.NONE);
    } else {
      keyring.addCertificate(alice, NO_LIMIT);
    }
    assertThat(keyring.removePlain(key)).isTrue();
    assertThat(keyring.removePlain(key)).isFalse();
    assertThat(keyring.list()).containsExactly(certified(alice));
    assertThat(keyring.get(key).offers()).containsExactly(alice.blob());
    assertSignsUnder(alice);
    Identity again = add(TestKeys.pair(2048), "certified");
    assertThat(keyring.list())
        .extracting(one -> one.constraints().certificateOnly())
        .contains(false);
    assertThat(keyring.get(key).constraints()).isEqualTo(again.constraints());
    assertSignsUnder(alice);
    keyring.removePlain(key);
    keyring.removeCertificate(alice);
    assertThat(keyring.list()).isEmpty();
  }

  @Test
  void certificatesOfAKeyShareTheirConstraints() {
    SshCertificate alice = TestKeys.certificate(TestKeys.pair(2048), "alice");
    SshCertificate bob = TestKeys.certificate(TestKeys.pair(2048), "bob");
    Constraints confirm = new Constraints(true, false, Optional.empty());
    certify(TestKeys.pair(2048), alice, NO_LIMIT, Constraints.NONE);
    assertThatThrownBy(() -> certify(TestKeys.pair(2048), bob, NO_LIMIT, confirm))
        .isInstanceOf(KeyringException.Unsupported.class);
    assertThat(keyring.list()).containsExactly(certified(alice));
    certify(TestKeys.pair(2048), alice, NO_LIMIT, confirm);
    assertThat(keyring.list().get(0).constraints().confirm()).isTrue();
  }

  @Test
  void removeAllLeavesNothing() {
    add(TestKeys.pair(2048), "", NO_LIMIT, constraints().get(3));
    add(TestKeys.pair(3072), "");
    keyring.addCertificate(TestKeys.certificate(TestKeys.pair(2048), "alice"), NO_LIMIT);
    keyring.removeAll();
    assertThat(keyring.list()).isEmpty();
    assertThat(add(TestKeys.pair(2048), "").certificates()).isEmpty();
  }
}
