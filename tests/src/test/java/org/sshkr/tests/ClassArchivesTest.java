package org.sshkr.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** make-class-archives runs both programs on a key, for an installer, a package or a test. */
@Tag("kernel")
@Tag("programs")
class ClassArchivesTest {
  private User user;

  @BeforeEach
  void copyTree() {
    user = User.create("sshkr-alice");
    Path home = Command.HOME.toAbsolutePath();
    Path tree = user.file("tree");
    Command.run("mkdir", tree.toString()).succeeded();
    Command.run("cp", "-r", home + "/bin", home + "/lib", tree.toString()).succeeded();
    Command.run("chown", "-R", user.name(), tree.toString()).succeeded();
  }

  @AfterEach
  void removeUser() {
    user.close();
  }

  /** A build put a key into the builder's session keyring, with the builder's configuration. */
  @Test
  void archivesAreMadeWithoutTheCallersKeyringsAndConfiguration() {
    String script =
        """
        mkdir -p .config/ssh-kr && echo no-such-option >.config/ssh-kr/config
        keyrings() { for keyring in @s @us @u; do keyctl rlist $keyring; done; }
        keyrings >before
        tree/lib/make-class-archives || exit
        keyrings >after
        cmp before after || exit
        grep -q org/sshkr/keyfile/RsaCheck tree/lib/ssh-add-kr.jsa || echo no key was loaded
        grep -q org/sshkr/keyring/Montgomery tree/lib/ssh-agent-kr.jsa || echo no key has signed
        ! pgrep -u "$(id -u)" java
        """;
    user.write("script", script.getBytes(StandardCharsets.UTF_8));
    assertThat(user.run("bash", "script").succeeded().out()).isEmpty();
  }
}
