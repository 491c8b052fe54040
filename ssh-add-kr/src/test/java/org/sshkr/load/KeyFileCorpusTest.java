package org.sshkr.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every file that the usual programs write opens, and gives what OpenSSL and OpenSSH say. */
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
    assertThat(samples()).hasSizeGreaterThanOrEqualTo(100);
  }

  @ParameterizedTest
  @MethodSource("samples")
  void opens(KeySample sample) throws Exception {
    try (KeyFile file = PrivateKeyReader.read(sample.file())) {
      assertThat(file.keys()).hasSize(1);
      KeyEnvelope envelope = file.keys().get(0);
      assertThat(envelope.encrypted()).isEqualTo(sample.encrypted());
      assertThat(file.encrypted()).isEqualTo(sample.encrypted());
      assertThat(envelope.derivationTime()).isLessThan(Duration.ofSeconds(1));
      try (LoadedKey loaded = envelope.open(sample.passphraseBytes())) {
        assertThat(loaded.key().pkcs8().copyToHeap()).isEqualTo(sample.base().expectedPkcs8());
        assertThat("ssh-rsa " + loaded.key().publicKey().base64())
            .isEqualTo(sample.base().publicKey());
        assertThat(loaded.comment()).isEqualTo(sample.comment());
        envelope
            .publicKey()
            .ifPresent(shown -> assertThat(shown).isEqualTo(loaded.key().publicKey()));
      }
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
        try (LoadedKey loaded = file.keys().get(i).open(sample.passphraseBytes())) {
          assertThat(loaded.key().pkcs8().copyToHeap()).isEqualTo(sample.base().expectedPkcs8());
        }
      }
    }
  }

  @Test
  void closingWipesTheFilesBytes() throws Exception {
    for (String name : List.of("openssh-2048", "pkcs1-2048.pem", "pkcs8-2048.der")) {
      KeyFile file = PrivateKeyReader.parse(KeyFileCorpus.get().sample(name).contents());
      file.close();
      assertThatThrownBy(() -> file.keys().get(0).open(new byte[0]))
          .isInstanceOf(KeyFileException.class);
    }
  }
}
