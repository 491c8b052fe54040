package org.sshkr.evidence;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.sshkr.tests.Command;
import org.sshkr.tests.MemoryScan;

/** The claims of docs/evidence/memory.md, in short: cores of ssh-agent and of ours. */
@Tag("kernel")
class MemoryEvidenceTest {
  private static final Path CORES = Path.of("/var/tmp/sshkr-cores");

  private static Victim victim;

  @BeforeAll
  static void create() throws Exception {
    victim = Victim.create(2048);
    Files.createDirectories(CORES);
  }

  @AfterAll
  static void remove() {
    victim.close();
  }

  /**
   * The key itself is encrypted there, but with the means to decrypt it, which OpenSSH 9.9 took out
   * of usual cores.
   */
  @Test
  void coreOfSshAgentGivesAwayItsKey() throws Exception {
    try (RunningAgent agent = RunningAgent.start(Make.SSH_AGENT, victim.user())) {
      agent.load("key");
      String pid = Long.toString(agent.pid());
      Path usual = ShieldedKey.usualCore(CORES, pid);
      assertThat(victim.scan().scanFile(usual).values()).allMatch(hits -> hits == 0);
      assertThat(ShieldedKey.find(usual).isPresent()).isEqualTo(!keepsPrekeysOutOfCores());

      Path whole = ShieldedKey.wholeCore(CORES, pid);
      assertThat(victim.scan().scanFile(whole).values()).allMatch(hits -> hits == 0);
      assertThat(ShieldedKey.find(whole)).contains(victim.privateKey());
    }
  }

  private static boolean keepsPrekeysOutOfCores() {
    Matcher version =
        Pattern.compile("OpenSSH_(\\d+)\\.(\\d+)").matcher(Command.run("ssh", "-V").err());
    assertThat(version.find()).isTrue();
    int major = Integer.parseInt(version.group(1));
    return major > 9 || (major == 9 && Integer.parseInt(version.group(2)) >= 9);
  }

  @Test
  void shimHoldsNothingAfterItSignedAndForbidsCoresAndAttaching() throws Exception {
    MemoryScan scan = victim.scan();
    victim.user().run(Make.SSH_AGENT_KR.load("key").toArray(String[]::new)).succeeded();
    RunningAgent agent = RunningAgent.start(Make.SSH_AGENT_KR, victim.user());
    agent.run("ssh-add", "-T", "key.pub", "key.pub").succeeded();
    assertThat(scan.scan(agent.pid()).values()).allMatch(hits -> hits == 0);
    assertThat(scan.scan(ProcessHandle.current().pid()).values()).allMatch(hits -> hits > 0);
    // the JVM's own way to attach would show a program of the same user the keys that pass through
    String pid = Long.toString(agent.pid());
    assertThat(victim.user().run("jcmd", pid, "VM.version").status()).isNotZero();
    try (Cores cores = new Cores(CORES)) {
      assertThat(cores.crash(agent.process(), "ABRT")).isEmpty();
    }
  }
}
