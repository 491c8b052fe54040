package org.sshkr.keyfile;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.sshkr.keyring.KeyringSelector;
import org.sshkr.keyring.LinuxKeyring;
import org.sshkr.keyring.SignatureAlgorithm;
import org.sshkr.ssh.key.SshPublicKey;
import org.sshkr.ssh.wire.WireWriter;

/**
 * Every file of the corpus with an RSA key: its key is loaded into the kernel, signs there, and
 * OpenSSH's ssh-keygen accepts the signature (OpenSSH's PROTOCOL.sshsig).
 */
@Tag("kernel")
class CorpusOnTheKernelTest {
  private static final byte[] MESSAGE = "a message".getBytes(US_ASCII);
  private static final String NAMESPACE = "file";
  private static final String HASH = "sha512";

  @TempDir private static Path directory;

  private static LinuxKeyring keyring;

  static List<KeySample> samples() {
    return KeyFileCorpus.get().samples().stream().filter(s -> s.base().isRsa()).toList();
  }

  @BeforeAll
  static void open() {
    keyring = LinuxKeyring.open(KeyringSelector.USER_SESSION);
  }

  @AfterAll
  static void close() {
    keyring.removeAll();
    keyring.close();
  }

  @ParameterizedTest
  @MethodSource("samples")
  void signsInTheKernelAsOpenSshExpects(KeySample sample) throws Exception {
    try (KeyFile file = PrivateKeyReader.read(sample.file());
        CheckedKey loaded = file.keys().get(0).open(sample.passphraseBytes())) {
      SshPublicKey key = keyring.add(loaded.key(), "", Optional.empty()).publicKey();
      byte[] hash = MessageDigest.getInstance("SHA-512").digest(MESSAGE);
      byte[] signature =
          keyring
              .get(key)
              .sign(SignatureAlgorithm.RSA_SHA2_512, preamble().writeString(hash).toByteArray());
      Path message = Files.write(directory.resolve("message"), MESSAGE);
      Path armored = Files.writeString(directory.resolve("message.sig"), armor(key, signature));
      Process check =
          new ProcessBuilder(
                  "ssh-keygen",
                  "-q",
                  "-Y",
                  "check-novalidate",
                  "-n",
                  NAMESPACE,
                  "-s",
                  armored.toString())
              .redirectInput(message.toFile())
              .redirectErrorStream(true)
              .start();
      String said = new String(check.getInputStream().readAllBytes(), US_ASCII);
      assertThat(check.waitFor()).as(said).isZero();
    }
  }

  /** What is signed, up to the hash of the message. */
  private static WireWriter preamble() {
    return new WireWriter()
        .writeRaw("SSHSIG".getBytes(US_ASCII))
        .writeText(NAMESPACE)
        .writeText("")
        .writeText(HASH);
  }

  private static String armor(SshPublicKey key, byte[] signature) {
    byte[] blob =
        new WireWriter()
            .writeRaw("SSHSIG".getBytes(US_ASCII))
            .writeUint32(1)
            .writeString(key.blob())
            .writeText(NAMESPACE)
            .writeText("")
            .writeText(HASH)
            .writeString(
                new WireWriter().writeText("rsa-sha2-512").writeString(signature).toByteArray())
            .toByteArray();
    return "-----BEGIN SSH SIGNATURE-----\n"
        + Base64.getMimeEncoder(70, new byte[] {'\n'}).encodeToString(blob)
        + "\n-----END SSH SIGNATURE-----\n";
  }
}
