package org.sshkr.add;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sshkr.console.Terminal;
import org.sshkr.keyring.Constraints;
import org.sshkr.keyring.InMemoryKeyring;
import org.sshkr.keyring.PrivateKey;
import org.sshkr.keyring.TestKeys;

/** The options that ssh-add lacks, --dry-run and --json, and progress. */
@Tag("slow")
class OwnOptionsTest {
  @TempDir private Path directory;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private final Map<String, String> environment = new HashMap<>();

  @BeforeEach
  void answerWithThePassphrase() throws IOException {
    Path askpass = Files.writeString(directory.resolve("askpass"), "#!/bin/sh\necho secret\n");
    Files.setPosixFilePermissions(askpass, PosixFilePermissions.fromString("rwx------"));
    environment.put("SSH_ASKPASS", askpass.toString());
    environment.put("SSH_ASKPASS_REQUIRE", "force");
  }

  private int run(boolean interactive, String... words) {
    Terminal terminal =
        new Terminal(
            "ssh-add-kr",
            new PrintStream(out, true, UTF_8),
            new PrintStream(err, true, UTF_8),
            interactive);
    return SshAddKr.run(words, terminal, environment);
  }

  private String key(String name, String... options) throws Exception {
    String file = directory.resolve(name).toString();
    List<String> command =
        new ArrayList<>(List.of("ssh-keygen", "-q", "-f", file, "-C", "comment"));
    command.addAll(List.of(options));
    assertThat(new ProcessBuilder(command).inheritIO().start().waitFor()).isZero();
    return file;
  }

  @Test
  void dryRunSaysWhatWouldBeAddedAndNeedsNoKeyring() throws Exception {
    String file = key("good", "-t", "rsa", "-b", "2048", "-N", "secret", "-a", "1");
    assertThat(run(false, "--dry-run", file)).isZero();
    assertThat(err.toString(UTF_8))
        .isEqualTo("Identity is good, not added: " + file + " (comment)\n");
  }

  @Test
  void dryRunFailsWhereAddingWould() throws Exception {
    String file = key("bad", "-t", "ed25519", "-N", "");
    assertThat(run(false, "--dry-run", file, directory.resolve("missing").toString())).isEqualTo(1);
    assertThat(err.toString(UTF_8).lines())
        .hasSize(2)
        .allMatch(line -> line.startsWith("ssh-add-kr: " + directory));
  }

  @ParameterizedTest
  @ValueSource(strings = {"-l", "-D", "-x"})
  void dryRunIsForAddingOnly(String action) {
    assertThat(run(false, "--dry-run", action)).isEqualTo(1);
    assertThat(err.toString(UTF_8)).contains("--dry-run is for adding keys only");
  }

  @Test
  void costlyDerivationShowsItsProgressOnATerminalAlone() throws Exception {
    String file = key("costly", "-t", "rsa", "-b", "2048", "-N", "secret", "-a", "150");
    assertThat(run(false, "--dry-run", file)).isZero();
    assertThat(err.toString(UTF_8)).doesNotContain("deriving").doesNotContain("\r");
    assertThat(run(true, "--dry-run", file)).isZero();
    assertThat(err.toString(UTF_8)).containsPattern("\rderiving the key of .*costly: \\d+ %");
  }

  @Test
  void manyFilesShowWhichOneIsAtWork() throws Exception {
    String file = key("plain", "-t", "rsa", "-b", "2048", "-N", "");
    String[] words = new String[13];
    Arrays.fill(words, file);
    words[0] = "--dry-run";
    words[1] = "-q";
    assertThat(run(true, words)).isZero();
    assertThat(err.toString(UTF_8)).contains("\r1 of 11: " + file, "\r11 of 11: " + file);
  }

  @Test
  void jsonHasAllThatAListShows() throws Exception {
    try (InMemoryKeyring keyring = new InMemoryKeyring();
        PrivateKey key = TestKeys.privateKey(TestKeys.pair(2048))) {
      keyring.add(
          key,
          "a \"quoted\" \\ comment é",
          Optional.of(Duration.ofHours(1)),
          new Constraints(true, false, Optional.empty()));
      keyring.addCertificate(
          TestKeys.certificate(TestKeys.pair(2048), "id"), Optional.<Duration>empty());
      AddOptions options = AddOptions.parse(new String[] {"-l", "--json"});
      assertThat(new JsonList(keyring, options).of(keyring.list()))
          .startsWith("[{\"type\":\"RSA\",\"bits\":2048,\"fingerprint\":\"SHA256:")
          .contains("\"comment\":\"a \\\"quoted\\\" \\\\ comment é\"")
          .contains("\"keyring\":\"user-session\"")
          .containsPattern("\"seconds_left\":3(600|59\\d)")
          .contains("\"confirm\":true,\"certificate_only\":false,\"destinations_limited\":false")
          .endsWith("\"certificates\":[{\"key_id\":\"id\",\"valid_before\":null}]}]");
      keyring.removeAll();
      assertThat(new JsonList(keyring, options).of(keyring.list())).isEqualTo("[]");
    }
  }
}
