package org.sshkr.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sshkr.agent.AgentOptions.Mode;
import org.sshkr.console.UsageException;
import org.sshkr.keyring.KeyringSelector;
import org.sshkr.ssh.key.FingerprintHash;

class AgentOptionsTest {
  private static AgentOptions parse(String line) throws UsageException {
    return AgentOptions.parse(line.isEmpty() ? new String[0] : line.split(" ", -1), "/bin/bash");
  }

  @ParameterizedTest
  @CsvSource({
    "'', BACKGROUND", "-s, BACKGROUND", "-D, FOREGROUND", "-d, FOREGROUND", "-k, KILL",
    "-sD, FOREGROUND", "-h, HELP", "--help, HELP", "--version, VERSION", "bash -l, COMMAND",
    "--detached -s, DETACHED",
  })
  void modeFollowsTheOptions(String line, Mode mode) throws Exception {
    assertThat(parse(line).mode()).isEqualTo(mode);
  }

  @ParameterizedTest
  @CsvSource({"-t 1h30m, 5400", "-t 60, 60", "-t 0, ", "-s, "})
  void lifetimeOfAddedKeysIsTaken(String line, Long seconds) throws Exception {
    assertThat(parse(line).lifetime().map(Duration::toSeconds).orElse(null)).isEqualTo(seconds);
  }

  @Test
  void socketKeyringAndCommandAreTaken() throws Exception {
    AgentOptions options = parse("-a /run/x --keyring session ssh -v host");
    assertThat(options.socket()).contains(Path.of("/run/x"));
    assertThat(options.keyrings().selector()).isEqualTo(KeyringSelector.SESSION);
    assertThat(options.command()).containsExactly("ssh", "-v", "host");
    assertThat(parse("").keyrings().selector()).isEqualTo(KeyringSelector.USER_SESSION);
  }

  @Test
  void whatIsLoggedAndRefusedAndHowLongItStaysIsTaken() throws Exception {
    AgentOptions plain = parse("-s");
    assertThat(plain.verbose()).isFalse();
    assertThat(plain.sha1()).isTrue();
    assertThat(plain.idleExit()).isEmpty();
    assertThat(plain.hash()).isEqualTo(FingerprintHash.SHA256);
    assertThat(plain.upstream()).isEqualTo(Upstream.DISPLACED);
    assertThat(plain.remember()).isEmpty();
    AgentOptions options =
        parse("-Dv -E md5 --no-sha1 --idle-exit 10m --upstream /run/other --remember 5m -P /x");
    assertThat(options.remember()).contains(Duration.ofMinutes(5));
    assertThat(options.upstream().socket()).contains(Path.of("/run/other"));
    assertThat(options.mode()).isEqualTo(Mode.FOREGROUND);
    assertThat(options.verbose()).isTrue();
    assertThat(options.sha1()).isFalse();
    assertThat(options.idleExit()).contains(Duration.ofMinutes(10));
    assertThat(options.hash()).isEqualTo(FingerprintHash.MD5);
  }

  @Test
  void filePrecedesTheCommandLineWhichCanUndoIt(@TempDir Path directory) throws Exception {
    Path file = Files.createDirectories(directory.resolve("ssh-kr")).resolve("config");
    Map<String, String> environment = Map.of("XDG_CONFIG_HOME", directory.toString());
    Files.writeString(file, "lifetime 1h\nupstream /run/other\nsha1 no\nkeyring session\n");
    AgentOptions options = AgentOptions.parse(new String[] {"-D"}, environment);
    assertThat(options.mode()).isEqualTo(Mode.FOREGROUND);
    assertThat(options.lifetime()).contains(Duration.ofHours(1));
    assertThat(options.upstream().socket()).contains(Path.of("/run/other"));
    assertThat(options.sha1()).isFalse();
    assertThat(options.keyrings().selector()).isEqualTo(KeyringSelector.SESSION);
    String[] words = "-t 0 --upstream none --sha1 --keyring user".split(" ", -1);
    AgentOptions undone = AgentOptions.parse(words, environment);
    assertThat(undone.lifetime()).isEmpty();
    assertThat(undone.upstream()).isEqualTo(Upstream.NONE);
    assertThat(undone.sha1()).isTrue();
    assertThat(undone.keyrings().selector()).isEqualTo(KeyringSelector.USER);
    Files.writeString(file, "nonsense");
    assertThat(AgentOptions.parse(new String[] {"-k"}, environment).mode()).isEqualTo(Mode.KILL);
    assertThatThrownBy(() -> AgentOptions.parse(words, environment))
        .hasMessageStartingWith(file + ", line 1: ");
  }

  @ParameterizedTest
  @CsvSource({
    "-E crc32, no hash is called crc32",
    "-Q, unknown option -Q; see --help",
    "-O no-such, unknown option -O no-such; see --help",
    "-a, option -a requires an argument",
    "-t soon, not a lifetime: soon",
    "-D bash, a command can't be combined",
    "-s bash, a command can't be combined",
  })
  void saysWhatItDoesNotUnderstand(String line, String words) {
    assertThatThrownBy(() -> parse(line))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining(words);
  }

  @ParameterizedTest
  @CsvSource({"/bin/bash, SH", "/bin/tcsh, CSH", "/bin/csh, CSH", ", SH"})
  void shellIsGuessedAsSshAgentDoes(String variable, ShellSyntax shell) throws Exception {
    assertThat(AgentOptions.parse(new String[0], variable).shell()).isEqualTo(shell);
    assertThat(AgentOptions.parse(new String[] {"-c"}, variable).shell())
        .isEqualTo(ShellSyntax.CSH);
    String[] forCommand = {"--detached", "--until-exit", "42"}; // which our launcher evaluates
    assertThat(AgentOptions.parse(forCommand, variable).shell()).isEqualTo(ShellSyntax.SH);
    assertThat(AgentOptions.parse(forCommand, variable).untilExit()).contains(42);
    assertThat(AgentOptions.parse(new String[] {"-s"}, variable).shell()).isEqualTo(ShellSyntax.SH);
  }

  /** Options of OpenSSH 8.9 and 10.1 that concern tokens and the place of sockets. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "-O no-restrict-websafe",
        "-Oallow-remote-pkcs11",
        "-O websafe-allow=ssh:*",
        "-P /usr/lib/*",
        "-T",
        "-U",
        "-sTU",
      })
  void whatSshAgentTakesIsTaken(String options) throws Exception {
    assertThat(parse(options).mode()).isEqualTo(Mode.BACKGROUND);
    assertThat(parse(options.replace("-s", "-") + " bash").command()).containsExactly("bash");
  }

  @Test
  void processInTheBackgroundHasItsNameAtTheEndOfItsCommandLine() throws Exception {
    assertThat(parse("--detached -s ssh-agent").name()).contains("ssh-agent");
    assertThat(parse("--detached -s -- ssh-agent").command()).isEmpty();
    assertThat(parse("-D").name()).isEmpty();
    assertThat(parse("bash").name()).isEmpty();
  }

  @Test
  void linesForEvalAreQuotedWhereTheyMustBe() {
    assertThat(ShellSyntax.SH.set("A", "/tmp/ssh-kr-1/agent.2"))
        .isEqualTo("A=/tmp/ssh-kr-1/agent.2; export A;");
    assertThat(ShellSyntax.CSH.set("A", "/tmp/x")).isEqualTo("setenv A /tmp/x;");
    assertThat(ShellSyntax.SH.set("A", "/my dir/it's;rm"))
        .isEqualTo("A='/my dir/it'\\''s;rm'; export A;");
    assertThat(ShellSyntax.SH.set("A", "/x!y")).isEqualTo("A='/x!y'; export A;");
    assertThat(ShellSyntax.CSH.set("A", "/x!y")).isEqualTo("setenv A '/x\\!y';");
    assertThat(ShellSyntax.SH.unset("A")).isEqualTo("unset A;");
    assertThat(ShellSyntax.CSH.unset("A")).isEqualTo("unsetenv A;");
  }
}
