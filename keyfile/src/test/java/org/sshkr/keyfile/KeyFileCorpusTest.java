package org.sshkr.keyfile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Opens every file of the corpus, and compares its key with the output of OpenSSL and OpenSSH. */
class KeyFileCorpusTest {
  static List<KeySample> samples() {
    return KeyFileCorpus.get().samples();
  }

  static List<KeySample> encryptedSamples() {
    return samples().stream().filter(KeySample::encrypted).toList();
  }

  @Test
  void holdsEveryFormat() {
    System.out.println("key file corpus: " + samples().size() + " files");
    assertThat(samples()).hasSizeGreaterThanOrEqualTo(200);
  }

  @ParameterizedTest
  @MethodSource("samples")
  void opens(KeySample sample) throws Exception {
    try (KeyFile file = PrivateKeyReader.read(sample.file())) {
      assertThat(file.keys()).hasSize(1);
      KeyEnvelope envelope = file.keys().get(0);
      assertThat(envelope.encrypted()).isEqualTo(sample.encrypted());
      assertThat(file.encrypted()).isEqualTo(sample.encrypted());
      assertThat(envelope.format()).isEqualTo(format(sample));
      assertThat(envelope.derivationTime()).isLessThan(Duration.ofSeconds(1));
      try (CheckedKey loaded = envelope.open(sample.passphraseBytes())) {
        assertThat(loaded.key().secret().copyToHeap()).isEqualTo(sample.base().expectedSecret());
        assertThat(loaded.key().publicKey().line("")).isEqualTo(sample.base().publicKey());
        assertThat(loaded.comment()).isEqualTo(sample.comment());
        boolean shown = Set.of("OpenSSH", "PuTTY").contains(envelope.format());
        assertThat(envelope.publicKey().stream())
            .isEqualTo(shown ? List.of(loaded.key().publicKey()) : List.of());
      }
    }
  }

  private static String format(KeySample sample) {
    String name = sample.toString();
    return switch (name.substring(0, name.indexOf('-'))) {
      case "openssh" -> "OpenSSH";
      case "pkcs1" -> "PKCS#1";
      case "sec1" -> "SEC 1";
      case "pkcs8" -> "PKCS#8";
      default -> "PuTTY";
    };
  }

  /**
   * The Ed25519 and ECDSA files except three kinds. ssh-keygen reads neither DER, nor DES, which is
   * in OpenSSL's legacy provider, nor, before OpenSSH 9.6, Ed25519 in PKCS#8.
   */
  static List<KeySample> curveSamplesThatSshKeygenReads() {
    return samples().stream()
        .filter(sample -> !sample.base().isRsa())
        .filter(
            sample -> {
              String name = sample.toString();
              boolean pem = name.contains(".pem") && !name.contains("ed25519");
              return name.startsWith("openssh") || (pem && !name.endsWith("-des.pem"));
            })
        .toList();
  }

  @Tag("slow")
  @ParameterizedTest
  @MethodSource("curveSamplesThatSshKeygenReads")
  void publicKeyIsTheOneThatSshKeygenFinds(KeySample sample) throws Exception {
    Path directory = KeyFileCorpus.get().directory();
    String path = sample.file().toString();
    String line = Tool.text(directory, "ssh-keygen", "-y", "-P", sample.passphrase(), "-f", path);
    try (KeyFile file = PrivateKeyReader.read(sample.file());
        CheckedKey loaded = file.keys().get(0).open(sample.passphraseBytes())) {
      assertThat(line).startsWith(loaded.key().publicKey().line(""));
    }
  }

  @ParameterizedTest
  @MethodSource("encryptedSamples")
  void refusesWrongPassphraseAndOpensAfterIt(KeySample sample) throws Exception {
    try (KeyFile file = PrivateKeyReader.parse(sample.contents())) {
      KeyEnvelope envelope = file.keys().get(0);
      for (String wrong : List.of("", "correct horse e", "correct horse")) {
        byte[] bytes = wrong.getBytes(StandardCharsets.UTF_8);
        assertThatThrownBy(() -> envelope.open(bytes))
            .isInstanceOf(WrongPassphraseException.class)
            .hasMessage("wrong passphrase");
      }
      envelope.open(sample.passphraseBytes()).close();
    }
  }

  @Test
  void opensSeveralKeysOfOneFileInTheirOrder() throws Exception {
    KeyFileCorpus corpus = KeyFileCorpus.get();
    List<String> names =
        List.of("pkcs8-aes-256-cbc.pem", "openssh-3072", "pkcs1-4096.pem", "pkcs1-des3.pem");
    StringBuilder text = new StringBuilder();
    for (String name : names) {
      text.append(new String(corpus.sample(name).contents(), StandardCharsets.US_ASCII));
      text.append("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n");
    }
    byte[] contents = text.toString().getBytes(StandardCharsets.US_ASCII);
    try (KeyFile file = PrivateKeyReader.parse(contents)) {
      assertThat(file.encrypted()).isTrue();
      for (int i = 0; i < names.size(); i++) {
        KeySample sample = corpus.sample(names.get(i));
        try (CheckedKey loaded = file.keys().get(i).open(sample.passphraseBytes())) {
          assertThat(loaded.key().secret().copyToHeap()).isEqualTo(sample.base().expectedSecret());
        }
      }
    }
  }

  @Test
  void closingWipesTheFilesBytes() throws Exception {
    for (String name :
        List.of(
            "openssh-2048",
            "pkcs1-2048.pem",
            "pkcs8-2048.der",
            "pkcs8-aes-256-cbc.pem",
            "putty-2048.ppk",
            "openssh-ed25519",
            "sec1-nistp256.pem",
            "sec1-nistp384-aes128.pem",
            "pkcs8-ed25519.pem",
            "putty-nistp521.ppk")) {
      KeySample sample = KeyFileCorpus.get().sample(name);
      KeyFile file = PrivateKeyReader.parse(sample.contents());
      file.close();
      assertThatThrownBy(() -> file.keys().get(0).open(sample.passphraseBytes()))
          .isInstanceOf(KeyFileException.class);
    }
  }

  /** OpenSSL converts such a passphrase to UTF-16 byte by byte. */
  @Test
  void passphraseThatIsNotUtf8OpensWhatWasEncryptedWithIt() throws Exception {
    KeyFileCorpus corpus = KeyFileCorpus.get();
    byte[] passphrase = {'c', 'a', 'f', (byte) 0xe9};
    KeyFileCorpus.write(corpus.directory().resolve("latin1"), passphrase);
    String command = "openssl pkcs8 -topk8 -iter 10 -v1 PBE-SHA1-3DES -passout file:latin1 -in ";
    byte[] encrypted = Tool.run(corpus.directory(), (command + corpus.rsa2048().pem()).split(" "));
    try (KeyFile file = PrivateKeyReader.parse(encrypted);
        CheckedKey loaded = file.keys().get(0).open(passphrase)) {
      assertThat(loaded.key().secret().copyToHeap()).isEqualTo(corpus.rsa2048().expectedPkcs8());
    }
  }
}
