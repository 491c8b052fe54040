package org.sshkr.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sshkr.keyring.Constraints;
import org.sshkr.keyring.Identity;
import org.sshkr.keyring.TestIdentity;
import org.sshkr.keyring.TestKeys;
import org.sshkr.process.PeerCredentials;
import org.sshkr.ssh.key.FingerprintHash;
import org.sshkr.ssh.key.RsaPublicKey;

/** Asks with real programs. */
class AskpassConfirmationTest {
  private static final RsaPublicKey KEY = TestKeys.publicKey(TestKeys.pair(2048));
  private static final Identity IDENTITY =
      TestIdentity.of(KEY, "me@work", new Constraints(true, false, Optional.empty()), List.of());
  private static final Client CLIENT =
      new Client(new PeerCredentials((int) ProcessHandle.current().pid(), 1000, 100));

  @TempDir Path directory;
  private Path askpass;

  @BeforeEach
  void writeProgram() throws IOException {
    askpass = directory.resolve("askpass");
    answer("exit 0");
  }

  private void answer(String script) throws IOException {
    Files.writeString(askpass, "#!/bin/sh\n" + script + "\n");
    Files.setPosixFilePermissions(askpass, PosixFilePermissions.fromString("rwx------"));
  }

  private void ask(Map<String, String> environment, Duration limit, String purpose) {
    new AskpassConfirmation(environment, FingerprintHash.SHA256, limit)
        .require(IDENTITY, CLIENT, purpose);
  }

  private void ask() {
    ask(
        Map.of("SSH_ASKPASS", askpass.toString(), "DISPLAY", ":0"),
        Duration.ofMinutes(1),
        "logging in to me@host");
  }

  @Test
  void questionNamesTheKeyThePurposeAndWhoAsks() throws Exception {
    Path seen = directory.resolve("seen");
    answer("printf '%s\\n' \"$SSH_ASKPASS_PROMPT\" \"$1\" >" + seen);
    ask();
    assertThat(Files.readString(seen))
        .matches(
            "confirm\nAllow use of key me@work\\?\nKey fingerprint \\Q"
                + KEY.fingerprint()
                + "\\E\\.\nFor: logging in to me@host\\.\nAsked by: java.*\\.\n");
  }

  @Test
  void anyStatusButZeroMeansNo() throws Exception {
    answer("exit 255");
    assertThatThrownBy(this::ask)
        .isInstanceOf(AgentRefusal.class)
        .hasMessageContaining("did not confirm");
  }

  @Test
  void questionThatNobodyAnswersIsTakenBack() throws Exception {
    Path pid = directory.resolve("pid");
    answer("echo $$ >" + pid + ".new; mv " + pid + ".new " + pid + "; exec sleep 1000");
    assertThatThrownBy(
            () ->
                ask(
                    Map.of("SSH_ASKPASS", askpass.toString(), "DISPLAY", ":0"),
                    Duration.ofSeconds(1),
                    ""))
        .isInstanceOf(AgentRefusal.class)
        .hasMessageContaining("nobody answered");
    Optional<ProcessHandle> asking =
        ProcessHandle.of(Long.parseLong(Files.readString(pid).strip()));
    if (asking.isPresent()) {
      asking.get().onExit().get();
    }
  }

  @ParameterizedTest
  @CsvSource({
    ", , , false",
    ":0, , , true",
    ", wayland-0, , true",
    ", , force, true",
    ":0, , never, false",
    ":0, , prefer, true",
  })
  void asksWhereSshAgentWould(String display, String wayland, String require, boolean asked) {
    Map<String, String> environment =
        Map.of(
            "SSH_ASKPASS", askpass.toString(),
            "DISPLAY", display == null ? "" : display,
            "WAYLAND_DISPLAY", wayland == null ? "" : wayland,
            "SSH_ASKPASS_REQUIRE", require == null ? "" : require);
    if (asked) {
      assertThatCode(() -> ask(environment, Duration.ofMinutes(1), "")).doesNotThrowAnyException();
    } else {
      assertThatThrownBy(() -> ask(environment, Duration.ofMinutes(1), ""))
          .isInstanceOf(AgentRefusal.class)
          .hasMessageContaining("nobody can be asked");
    }
  }

  @Test
  void programThatIsMissingIsSaidPlainly() {
    assertThatThrownBy(
            () ->
                ask(
                    Map.of("SSH_ASKPASS", "/nowhere/askpass", "DISPLAY", ":0"),
                    Duration.ofMinutes(1),
                    ""))
        .isInstanceOf(AgentRefusal.class)
        .hasMessage("can't ask for a confirmation: /nowhere/askpass does not start");
  }
}
