package org.sshkr.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.sshd.agent.SshAgent;
import org.apache.sshd.agent.local.AgentImpl;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.config.keys.OpenSshCertificate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sshkr.keyring.Constraints;
import org.sshkr.keyring.DestinationLimit;
import org.sshkr.keyring.EllipticTestKeys;
import org.sshkr.keyring.Identity;
import org.sshkr.keyring.InMemoryKeyring;
import org.sshkr.keyring.Keyring;
import org.sshkr.keyring.KeyringException;
import org.sshkr.keyring.PrivateKey;
import org.sshkr.keyring.SignatureAlgorithm;
import org.sshkr.keyring.TestKeys;
import org.sshkr.keyring.signer.InMemorySigner;
import org.sshkr.keyring.signer.SplitKeyring;
import org.sshkr.ssh.key.SshCertificate;
import org.sshkr.ssh.key.SshPublicKey;

/** The agent by itself, as MINA calls it. */
class InProcessAgentTest {
  private static final byte[] DATA = "to be signed".getBytes(StandardCharsets.US_ASCII);
  private static final KeyPair PAIR = TestKeys.pair(2048);

  private final InMemoryKeyring keyring = Keyrings.of(2048, 3072);

  private InProcessAgent agent() {
    return new InProcessAgent(keyring, identity -> true, Optional.empty(), null);
  }

  private InProcessAgent agent(SshAgent upstream) {
    return new InProcessAgent(
        keyring, identity -> identity.comment().equals("2048"), Optional.of(upstream), null);
  }

  @Test
  void listsKeysWithTheirComments() throws IOException {
    assertThat(agent().getIdentities().iterator())
        .toIterable()
        .extracting(Map.Entry::getValue)
        .containsExactly("2048", "3072");
    assertThat(agent().getIdentities().iterator().next().getKey()).isEqualTo(PAIR.getPublic());
  }

  @ParameterizedTest
  @EnumSource
  void signsWithTheAlgorithmThatWasAskedForAndSaysSo(SignatureAlgorithm algorithm)
      throws IOException {
    Map.Entry<String, byte[]> signature =
        agent().sign(null, PAIR.getPublic(), algorithm.sshName(), DATA);
    assertThat(signature.getKey()).isEqualTo(algorithm.sshName());
    assertThat(TestKeys.verifies(PAIR, algorithm, DATA, signature.getValue())).isTrue();
  }

  @Test
  void signsWithSha512WhereNothingWasAskedFor() throws IOException {
    for (String nothing : new String[] {null, ""}) {
      assertThat(agent().sign(null, PAIR.getPublic(), nothing, DATA).getKey())
          .isEqualTo("rsa-sha2-512");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"ecdsa-sha2-nistp256", "ecdsa-sha2-nistp384", "ecdsa-sha2-nistp521"})
  void signsWithTheOnlyAlgorithmOfAKeyInTheSigner(String type) throws IOException {
    InProcessAgent agent =
        new InProcessAgent(Keyrings.ofAllTypes(), identity -> true, Optional.empty(), null);
    PublicKey key = EllipticTestKeys.pair(type).getPublic();
    for (String asked : new String[] {null, type}) {
      Map.Entry<String, byte[]> made = agent.sign(null, key, asked, DATA);
      assertThat(made.getKey()).isEqualTo(type);
      assertThat(SignatureCheck.verifies(null, key, type, DATA, made.getValue())).isTrue();
    }
    assertThatThrownBy(() -> agent.sign(null, key, "rsa-sha2-256", DATA))
        .isInstanceOf(IOException.class)
        .hasMessage("a key of type " + type + " does not sign with rsa-sha2-256");
  }

  /** The signer's keys are then not listed; those of the kernel and of upstream stay. */
  @Test
  void deadSignerHidesNoKeyOfUpstream() throws Exception {
    Keyring dead =
        new InMemorySigner() {
          @Override
          public List<Identity> list() {
            throw new KeyringException.Unavailable("ssh-signer-kr does not answer");
          }

          @Override
          public Identity get(SshPublicKey key) {
            throw new KeyringException.Unavailable("ssh-signer-kr does not answer");
          }
        };
    Keyring split = new SplitKeyring(keyring, dead, false);
    try (AgentImpl upstream = new AgentImpl()) {
      KeyPair ec = ecKey();
      upstream.addIdentity(ec, "ec");
      InProcessAgent agent =
          new InProcessAgent(split, identity -> true, Optional.of(upstream), null);
      assertThat(agent.getIdentities().iterator()).toIterable().hasSize(3);
      agent.sign(null, PAIR.getPublic(), "rsa-sha2-256", DATA);
      agent.sign(null, ec.getPublic(), "ecdsa-sha2-nistp256", DATA);
      InProcessAgent alone = new InProcessAgent(split, identity -> true, Optional.empty(), null);
      assertThatThrownBy(() -> alone.sign(null, ec.getPublic(), "ecdsa-sha2-nistp256", DATA))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("ssh-signer-kr does not answer");
    }
  }

  @Test
  void refusesAnAlgorithmOfOtherKeys() {
    assertThatThrownBy(() -> agent().sign(null, PAIR.getPublic(), "ssh-ed25519", DATA))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("ssh-ed25519");
  }

  private static SshCertificate certify(Path directory, int bits) throws IOException {
    return Certified.of(directory, Keyrings.line(bits)).certificate();
  }

  @Test
  void listsCertificatesBehindTheirKeysAndSignsWithThem(@TempDir Path directory)
      throws IOException {
    keyring.addCertificate(certify(directory, 2048), Optional.empty());
    InProcessAgent agent = agent();
    List<PublicKey> keys = new ArrayList<>();
    agent.getIdentities().forEach(identity -> keys.add(identity.getKey()));
    assertThat(keys).hasSize(3);
    assertThat(keys.get(1)).isInstanceOf(OpenSshCertificate.class);
    String name = "rsa-sha2-512-cert-v01@openssh.com";
    Map.Entry<String, byte[]> signature = agent.sign(null, keys.get(1), name, DATA);
    assertThat(signature.getKey()).isEqualTo(name);
    assertThat(TestKeys.verifies(PAIR, SignatureAlgorithm.RSA_SHA2_512, DATA, signature.getValue()))
        .isTrue();
    // it is not enough that the keyring has the key
    keyring.remove(TestKeys.publicKey(PAIR));
    Keyrings.add(keyring, 2048);
    assertThatThrownBy(() -> agent().sign(null, keys.get(1), name, DATA))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("may be used");
  }

  @Test
  void keyForCertificatesOnlySignsUnderOne(@TempDir Path directory) throws IOException {
    keyring.remove(TestKeys.publicKey(PAIR));
    add(new Constraints(false, true, Optional.empty()));
    keyring.addCertificate(certify(directory, 2048), Optional.empty());
    InProcessAgent agent = agent();
    List<PublicKey> keys = new ArrayList<>();
    agent.getIdentities().forEach(identity -> keys.add(identity.getKey()));
    assertThat(keys).hasSize(2).doesNotContain(PAIR.getPublic());
    PublicKey certificate =
        keys.stream().filter(OpenSshCertificate.class::isInstance).findFirst().orElseThrow();
    agent.sign(null, certificate, null, DATA);
    assertThatThrownBy(() -> agent.sign(null, PAIR.getPublic(), "rsa-sha2-256", DATA))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("may be used");
  }

  @Test
  void refusesKeysWhoseConstraintsOnlyAnAgentCanEnforce() throws IOException {
    for (Constraints constraints :
        List.of(
            new Constraints(true, false, Optional.empty()),
            new Constraints(false, false, Optional.of(DestinationLimit.of(new byte[] {1}))))) {
      add(constraints);
      assertThat(agent().getIdentities().iterator()).toIterable().hasSize(1);
      assertThatThrownBy(() -> agent().sign(null, PAIR.getPublic(), "rsa-sha2-256", DATA))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("may be used");
    }
  }

  private void add(Constraints constraints) {
    try (PrivateKey key = TestKeys.privateKey(PAIR)) {
      keyring.add(key, "2048", Optional.empty(), constraints);
    }
  }

  @Test
  void lockedKeyringSaysSo() {
    keyring.lock("secret".getBytes(StandardCharsets.US_ASCII));
    assertThatThrownBy(() -> agent().getIdentities())
        .isInstanceOf(IOException.class)
        .hasMessageContaining("locked");
    assertThatThrownBy(() -> agent().sign(null, PAIR.getPublic(), "rsa-sha2-256", DATA))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("locked");
  }

  @Test
  void saysWhichKeyIsNotThere() throws Exception {
    PublicKey other = ecKey().getPublic();
    assertThatThrownBy(() -> agent().sign(null, other, "ecdsa-sha2-nistp256", DATA))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(KeyUtils.getFingerPrint(other));
  }

  @Test
  void saysThatAListedKeyIsGoneInTheKeyringsWords() throws IOException {
    InProcessAgent agent = agent();
    agent.getIdentities();
    keyring.remove(TestKeys.publicKey(PAIR));
    assertThatThrownBy(() -> agent.sign(null, PAIR.getPublic(), "rsa-sha2-256", DATA))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(TestKeys.publicKey(PAIR).fingerprint())
        .hasCauseInstanceOf(KeyringException.NotFound.class);
  }

  @Test
  void neitherListsNorUsesWhatTheFilterHolds() throws IOException {
    InProcessAgent agent =
        new InProcessAgent(
            keyring, identity -> identity.comment().equals("3072"), Optional.empty(), null);
    assertThat(agent.getIdentities().iterator())
        .toIterable()
        .extracting(Map.Entry::getValue)
        .containsExactly("3072");
    assertThatThrownBy(() -> agent.sign(null, PAIR.getPublic(), "rsa-sha2-256", DATA))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("may be used");
  }

  @Test
  void listsAndUsesUpstreamsOtherKeysAfterItsOwn() throws Exception {
    try (AgentImpl upstream = new AgentImpl()) {
      KeyPair ec = ecKey();
      upstream.addIdentity(PAIR, "the same key");
      upstream.addIdentity(ec, "ec");
      InProcessAgent agent = agent(upstream);
      assertThat(agent.getIdentities().iterator())
          .toIterable()
          .extracting(Map.Entry::getValue)
          .containsExactly("2048", "ec");
      assertThat(agent.sign(null, ec.getPublic(), "ecdsa-sha2-nistp256", DATA).getKey())
          .isEqualTo("ecdsa-sha2-nistp256");
      agent.close();
      assertThat(upstream.isOpen()).isFalse();
    }
  }

  @Test
  void keepsItsOwnKeysIfUpstreamFails() throws Exception {
    AgentImpl broken = new AgentImpl();
    broken.close();
    assertThat(agent(broken).getIdentities().iterator()).toIterable().hasSize(1);
  }

  @Test
  void isReadOnly() {
    assertThatThrownBy(() -> agent().addIdentity(PAIR, "")).isInstanceOf(IOException.class);
    assertThatThrownBy(() -> agent().removeIdentity(PAIR.getPublic()))
        .isInstanceOf(IOException.class);
    assertThatThrownBy(() -> agent().removeAllIdentities()).isInstanceOf(IOException.class);
    assertThat(keyring.list()).hasSize(2);
  }

  @Test
  void isOfNoUseOnceClosed() throws IOException {
    InProcessAgent agent = agent();
    agent.close();
    agent.close();
    assertThatThrownBy(agent::getIdentities).isInstanceOf(ClosedChannelException.class);
    assertThatThrownBy(() -> agent.sign(null, PAIR.getPublic(), "rsa-sha2-256", DATA))
        .isInstanceOf(ClosedChannelException.class);
    assertThat(keyring.list()).hasSize(2);
  }

  private static KeyPair ecKey() throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(256);
    return generator.generateKeyPair();
  }
}
