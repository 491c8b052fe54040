package org.sshkr.add;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sshkr.console.Terminal;

/**
 * A file with the name of a key's certificate that can't be used, such as one for the key that was
 * there before: the key is added all the same, successfully, as with ssh-add.
 */
@Tag("slow")
class CertificateBesideKeyTest {
  @TempDir private static Path directory;

  @BeforeAll
  static void makeKeys() throws Exception {
    run("ssh-keygen -q -t rsa -b 2048 -N  -C key -f key");
    run("ssh-keygen -q -t rsa -b 2048 -N  -f other");
    run("ssh-keygen -q -t ed25519 -N  -f authority");
    run("ssh-keygen -q -s authority -I id other.pub");
    run("ssh-keygen -q -s authority -I id authority.pub");
    Files.writeString(directory.resolve("empty"), "");
    Files.writeString(directory.resolve("text"), "<html>\n");
    Files.createDirectory(directory.resolve("directory"));
  }

  private static int run(String command) throws Exception {
    return new ProcessBuilder(command.split(" ", -1))
        .directory(directory.toFile())
        .redirectErrorStream(true)
        .redirectOutput(new File("/dev/null"))
        .start()
        .waitFor();
  }

  private static Path certificate() {
    return directory.resolve("key-cert.pub");
  }

  @AfterEach
  void removeCertificate() throws IOException {
    Files.deleteIfExists(certificate());
  }

  private static String addInADryRun(int expected, String... options) {
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    PrintStream stream = new PrintStream(err, true, UTF_8);
    String[] words = new String[options.length + 2];
    words[0] = "--dry-run";
    System.arraycopy(options, 0, words, 1, options.length);
    words[words.length - 1] = directory.resolve("key").toString();
    int status = SshAddKr.run(words, new Terminal("ssh-add-kr", stream, stream, false), Map.of());
    assertThat(status).isEqualTo(expected);
    return err.toString(UTF_8).replace(directory + "/", "");
  }

  @ParameterizedTest
  @CsvSource({
    "other-cert.pub, the certificate is of another key",
    "authority-cert.pub, there is no public key in it that the keyring can hold",
    "other.pub, there is no certificate in it",
    "text, there is no public key in it that the keyring can hold",
    "empty, is empty",
    "directory, is a directory"
  })
  void keyIsAddedWhateverIsTakenForItsCertificate(String file, String why) throws Exception {
    Files.copy(directory.resolve(file), certificate(), StandardCopyOption.REPLACE_EXISTING);
    assertThat(run("ssh-agent ssh-add key")).as("ssh-add").isZero();
    assertThat(addInADryRun(0))
        .startsWith("Identity is good, not added: key (key)\nssh-add-kr: key-cert.pub: " + why)
        .endsWith("; ignored\n");
    assertThat(run("ssh-agent ssh-add -C key")).as("ssh-add -C").isEqualTo(1);
    assertThat(addInADryRun(1, "-C"))
        .startsWith("ssh-add-kr: key-cert.pub: " + why)
        .doesNotContain("ignored");
  }

  @Test
  void linkToNowhereIsNoCertificate() throws Exception {
    Files.createSymbolicLink(certificate(), Path.of("nowhere"));
    assertThat(run("ssh-agent ssh-add key")).as("ssh-add").isZero();
    assertThat(addInADryRun(0)).isEqualTo("Identity is good, not added: key (key)\n");
  }
}
