package org.sshkr.keyfile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sshkr.keyring.Identity;
import org.sshkr.keyring.InMemoryKeyring;

/** Loads keys from Java into a keyring in memory. */
class KeyringKeysTest {
  @TempDir static Path directory;

  private final InMemoryKeyring keyring = new InMemoryKeyring();

  @BeforeAll
  static void makeKeys() {
    for (String passphrase : List.of("", "secret")) {
      String file = passphrase.isEmpty() ? "plain" : "encrypted";
      Tool.run(
          directory,
          "ssh-keygen",
          "-q",
          "-t",
          "rsa",
          "-b",
          "2048",
          "-N",
          passphrase,
          "-C",
          "own",
          "-f",
          file);
    }
  }

  private static byte[] nobody() {
    throw new AssertionError("asked for a passphrase");
  }

  @Test
  void loadsAKeyInClearWithoutAsking() throws Exception {
    List<Identity> loaded =
        KeyringKeys.load(
            directory.resolve("plain"), KeyringKeysTest::nobody, LoadOptions.into(keyring));
    assertThat(loaded).isEqualTo(keyring.list());
    assertThat(loaded.get(0).line() + "\n")
        .isEqualTo(Files.readString(directory.resolve("plain.pub")));
  }

  @Test
  void opensAnEncryptedKeyAndWipesThePassphrase() throws Exception {
    byte[] passphrase = "secret".getBytes(StandardCharsets.US_ASCII);
    LoadOptions options = LoadOptions.into(keyring).comment("mine").lifetime(Duration.ofHours(1));
    KeyringKeys.load(directory.resolve("encrypted"), () -> passphrase, options);
    assertThat(passphrase).containsOnly(0);
    Identity held = keyring.list().get(0);
    assertThat(held.comment()).isEqualTo("mine");
    assertThat(keyring.timeLeft(held.publicKey())).isPresent();
  }

  @Test
  void namesTheFileThatCanNotBeLoaded() throws Exception {
    Path encrypted = directory.resolve("encrypted");
    byte[] wrong = "wrong".getBytes(StandardCharsets.US_ASCII);
    assertThatThrownBy(() -> KeyringKeys.load(encrypted, () -> wrong, LoadOptions.into(keyring)))
        .isInstanceOf(WrongPassphraseException.class)
        .hasMessage(encrypted + ": wrong passphrase");
    assertThat(wrong).containsOnly(0);
    Path missing = directory.resolve("missing");
    assertThatThrownBy(
            () -> KeyringKeys.load(missing, KeyringKeysTest::nobody, LoadOptions.into(keyring)))
        .isInstanceOf(IOException.class)
        .hasMessage(missing + ": no such file");
    Path publicKey = directory.resolve("plain.pub");
    assertThatThrownBy(
            () -> KeyringKeys.load(publicKey, KeyringKeysTest::nobody, LoadOptions.into(keyring)))
        .isInstanceOf(KeyFileException.class)
        .hasMessageStartingWith(publicKey + ": ");
    assertThat(keyring.list()).isEmpty();
  }
}
