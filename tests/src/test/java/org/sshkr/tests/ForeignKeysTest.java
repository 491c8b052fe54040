package org.sshkr.tests;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sshkr.keyring.Identity;
import org.sshkr.keyring.KeyringException;
import org.sshkr.keyring.KeyringSelector;
import org.sshkr.keyring.LinuxKeyring;
import org.sshkr.keyring.PrivateKey;
import org.sshkr.keyring.SignatureAlgorithm;
import org.sshkr.keyring.TestIdentity;
import org.sshkr.keyring.TestKeys;

/** Keys that other programs put into the keyring. */
@Tag("kernel")
class ForeignKeysTest {
  private static final byte[] DATA = "data".getBytes(US_ASCII);

  @TempDir private Path directory;

  private LinuxKeyring keyring;

  @BeforeEach
  void open() {
    keyring = LinuxKeyring.open(KeyringSelector.USER_SESSION);
    keyring.removeAll();
  }

  @AfterEach
  void close() {
    keyring.removeAll();
    keyring.close();
  }

  private static void padd(KeyPair pair, String description) {
    Command.pipe(pair.getPrivate().getEncoded(), "keyctl", "padd", "asymmetric", description, "@us")
        .succeeded();
  }

  private void assertServes(KeyPair pair, String comment) {
    assertThat(keyring.list()).containsExactly(TestIdentity.of(TestKeys.publicKey(pair), comment));
    byte[] signature =
        keyring.get(TestKeys.publicKey(pair)).sign(SignatureAlgorithm.RSA_SHA2_512, DATA);
    assertThat(TestKeys.verifies(pair, SignatureAlgorithm.RSA_SHA2_512, DATA, signature)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(ints = {2048, 4096})
  void keyWithoutAPublicLineIsRecoveredListedAndSigns(int bits) {
    padd(TestKeys.pair(bits), "my deploy key");
    assertServes(TestKeys.pair(bits), "my deploy key");
    assertThat(keyring.remove(TestKeys.publicKey(TestKeys.pair(bits)))).isTrue();
    assertThat(keyring.list()).isEmpty();
  }

  @Test
  void keyWithExponentThreeIsRecoveredToo() throws Exception {
    Path file = directory.resolve("key");
    Command.run(
            "sh",
            "-c",
            "openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_pubexp:3 |"
                + " openssl pkcs8 -topk8 -nocrypt -outform DER -out \"$0\"",
            file.toString())
        .succeeded();
    KeyPair pair = TestKeys.ofPkcs8(Files.readAllBytes(file));
    padd(pair, "old");
    assertServes(pair, "old");
  }

  @Test
  void keyWithAPublicLineIsServedUnderItsComment() {
    KeyPair pair = TestKeys.pair(2048);
    padd(pair, TestIdentity.of(TestKeys.publicKey(pair), "by hand").line());
    assertServes(pair, "by hand");
  }

  /** The false claim causes a refused signature, never a wrong one. */
  @Test
  void keyUnderAnotherKeysPublicLineNeverSigns() {
    String claim = TestIdentity.of(TestKeys.publicKey(TestKeys.pair(3072)), "false").line();
    padd(TestKeys.pair(2048), claim);
    assertThatThrownBy(
            () ->
                keyring
                    .get(TestKeys.publicKey(TestKeys.pair(3072)))
                    .sign(SignatureAlgorithm.RSA_SHA2_256, DATA))
        .isInstanceOf(KeyringException.class);
  }

  @Test
  void otherKindsOfKeysAreLeftAlone() {
    Command.run("keyctl", "add", "user", "ssh-rsa AAAA", "secret", "@us").succeeded();
    Command.run("keyctl", "newring", "ring of the test", "@us").succeeded();
    assertThat(keyring.list()).isEmpty();
    Command.run("keyctl", "purge", "user", "ssh-rsa AAAA").succeeded();
    Command.run("keyctl", "purge", "keyring", "ring of the test").succeeded();
  }

  /**
   * At first after the keys that were added here; later they keep the place that they had at the
   * next addition.
   */
  @Test
  void keysOfOtherProgramsHaveAPlaceInTheList() {
    add(TestKeys.pair(4096), "first");
    padd(TestKeys.pair(2048), "foreign");
    padd(TestKeys.otherPair(2048), "foreign too");
    List<String> before = comments();
    assertThat(before.get(0)).isEqualTo("first");
    assertThat(before.subList(1, 3)).containsExactlyInAnyOrder("foreign", "foreign too");
    add(TestKeys.pair(3072), "last");
    add(TestKeys.pair(4096), "first again");
    assertThat(comments()).containsExactly("first again", before.get(1), before.get(2), "last");
    try (LinuxKeyring other = LinuxKeyring.open(KeyringSelector.USER_SESSION)) {
      assertThat(other.list()).isEqualTo(keyring.list());
    }
  }

  private void add(KeyPair pair, String comment) {
    try (PrivateKey key = TestKeys.privateKey(pair)) {
      keyring.add(key, comment, Optional.empty());
    }
  }

  private List<String> comments() {
    return keyring.list().stream().map(Identity::comment).toList();
  }

  @Test
  void keyringWithoutKeysHoldsNoOrderEither() {
    List<String> before = serials();
    add(TestKeys.pair(2048), "");
    assertThat(serials()).hasSize(before.size() + 2);
    keyring.remove(TestKeys.publicKey(TestKeys.pair(2048)));
    assertThat(serials()).containsExactlyInAnyOrderElementsOf(before);
  }

  /** The serials of all keys and keyrings that are linked to the keyring. */
  private static List<String> serials() {
    return List.of(Command.run("keyctl", "rlist", "@us").succeeded().out().strip().split(" "));
  }

  @Test
  void twoKernelKeysOfOnePublicKeyAreOneIdentity() {
    KeyPair pair = TestKeys.pair(2048);
    padd(pair, "unnamed");
    padd(pair, TestIdentity.of(TestKeys.publicKey(pair), "named").line());
    assertThat(keyring.list()).hasSize(1);
    assertThat(keyring.remove(TestKeys.publicKey(pair))).isTrue();
    assertThat(keyring.list()).isEmpty();
  }
}
