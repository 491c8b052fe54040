package org.sshkr.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sshkr.console.Configuration.Program;

class ConfigurationTest {
  @TempDir private Path directory;

  private Path file(String name, String... lines) throws IOException {
    return Files.write(directory.resolve(name), List.of(lines));
  }

  private String[] words(Program program, Path... files) throws UsageException {
    return new Configuration(List.of(files), Map.of("HOME", "/home/another", "RUN", "/run/user/1"))
        .before(program, new String[] {"-l"});
  }

  @Test
  void linesBecomeOptionsBeforeTheCommandLine() throws Exception {
    Path file =
        file("config", "# for all", "", "keyring session", "  Lifetime=1h30m", "hash = md5 ");
    assertThat(words(Program.SSH_ADD_KR, file))
        .containsExactly("--keyring=session", "-t1h30m", "-Emd5", "-l");
  }

  @Test
  void eachProgramHeedsItsOwnSettings() throws Exception {
    Path file = file("config", "upstream ~/${RUN}/x", "sha1 no", "verbose yes", "keyring user");
    assertThat(words(Program.SSH_ADD_KR, file)).containsExactly("--keyring=user", "-l");
    assertThat(words(Program.SSH_AGENT_KR, file))
        .containsExactly(
            "--keyring=user",
            "--upstream=" + System.getProperty("user.home") + "//run/user/1/x",
            "--no-sha1",
            "-v",
            "-l");
  }

  @Test
  void bothProgramsHeedTheSigner() throws Exception {
    Path file = file("config", "rsa signer", "signer own");
    for (Program program : Program.values()) {
      assertThat(words(program, file)).containsExactly("--rsa=signer", "--signer=own", "-l");
    }
  }

  @Test
  void usersFileWinsOverTheSystems() throws Exception {
    Path system = file("system", "lifetime 8h", "sha1 no", "verbose yes", "hash md5");
    Path user = file("user", "lifetime 0", "sha1 yes", "verbose no");
    assertThat(words(Program.SSH_AGENT_KR, system, user))
        .containsExactly("-t0", "-Emd5", "--sha1", "-l");
  }

  @ParameterizedTest
  @CsvSource({
    "keyrng session, no setting is called keyrng",
    "lifetime soon, not a lifetime: soon",
    "lifetime, lifetime has no value",
    "lifetime =, lifetime has no value",
    "hash crc32, no hash is called crc32",
    "sha1 perhaps, neither yes nor no: perhaps",
    "rsa agent, neither kernel nor signer: agent",
    "signer mine, neither system nor own nor no: mine",
    "upstream ${NOWHERE}/x, the variable NOWHERE is not set",
  })
  void wrongLineIsNamedByFileAndNumberToBothPrograms(String line, String message) throws Exception {
    Path file = file("config", "# first", line);
    for (Program program : Program.values()) {
      assertThatThrownBy(() -> words(program, file))
          .isInstanceOf(UsageException.class)
          .hasMessageStartingWith(file + ", line 2: ")
          .hasMessageContaining(message);
    }
  }

  @Test
  void missingFileSaysNothing() throws Exception {
    assertThat(words(Program.SSH_ADD_KR, directory.resolve("none/config"))).containsExactly("-l");
  }

  @Test
  void fileThatOthersMayWriteIsRefused() throws Exception {
    Path file = file("config", "keyring session");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw-rw-"));
    assertThatThrownBy(() -> words(Program.SSH_ADD_KR, file))
        .hasMessage(file + ": anybody may write it; run: chmod o-w " + file);
  }

  @Test
  void whatIsNoTextIsRefusedWithoutATrace() throws Exception {
    assertThatThrownBy(() -> words(Program.SSH_ADD_KR, directory))
        .isInstanceOf(UsageException.class)
        .hasMessageStartingWith(directory + ": ");
    Path file = Files.write(directory.resolve("bytes"), new byte[] {(byte) 0xff, '\n'});
    assertThatThrownBy(() -> words(Program.SSH_ADD_KR, file))
        .hasMessage(file + ": it is not UTF-8");
  }

  @ParameterizedTest
  @CsvSource({"'',true", "relative,true", "X,false"})
  void xdgConfigHomeIsHonoured(String base, boolean below) throws Exception {
    Path home = Files.createDirectories(directory.resolve("home"));
    Path other = Files.createDirectories(directory.resolve("other"));
    Path expected = (below ? home.resolve(".config") : other).resolve("ssh-kr/config");
    Files.createDirectories(home.resolve(".config/ssh-kr"));
    Files.createDirectories(other.resolve("ssh-kr"));
    Files.writeString(home.resolve(".config/ssh-kr/config"), "");
    Files.writeString(other.resolve("ssh-kr/config"), "");
    Map<String, String> environment =
        Map.of("XDG_CONFIG_HOME", base.equals("X") ? other.toString() : base);
    assertThat(Configuration.of(environment, Optional.of(home)).files())
        .contains(expected)
        .hasSizeLessThan(3);
  }

  @Test
  void filesOfAnotherHomeAreNotRead() throws Exception {
    Files.createDirectories(directory.resolve(".config/ssh-kr"));
    Path another = Files.writeString(directory.resolve(".config/ssh-kr/config"), "");
    assertThat(Configuration.of(Map.of("HOME", directory.toString())).files())
        .doesNotContain(another);
  }
}
