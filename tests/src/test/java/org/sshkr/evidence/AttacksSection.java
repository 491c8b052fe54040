package org.sshkr.evidence;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.sshkr.tests.Await;
import org.sshkr.tests.MemoryScan;

/**
 * The results of attacks on a client that reads the key file, and on each agent and its client. The
 * client is ssh-keygen, which signs its input. Run by tests/evidence/run.
 */
final class AttacksSection {
  private static final int QUIET_LOOKS = 20;
  private static final String FILE = "key-file";

  private final Victim victim;
  private final MemoryScan scan;
  private final Rows rows;
  private final Path cores;

  private AttacksSection(Victim victim, Rows rows) throws IOException {
    this.victim = victim;
    this.scan = victim.scan();
    this.rows = rows;
    this.cores = Files.createDirectories(Path.of("/var/tmp/sshkr-cores"));
  }

  /**
   * Writes the table.
   *
   * @param args its directory, and its columns, if not all
   */
  public static void main(String[] args) throws Exception {
    try (Rows rows = new Rows(Path.of(args[0], "attacks.tsv"), "attack", "against", "yields");
        Victim victim = Victim.create(2048)) {
      AttacksSection section = new AttacksSection(victim, rows);
      List<String> wanted = List.of(args).subList(1, args.length);
      if (wanted.isEmpty() || wanted.contains(FILE)) {
        section.client(FILE, "SSH_AUTH_SOCK=", "key");
      }
      for (Make make : Make.values()) {
        if (wanted.isEmpty() || wanted.contains(make.label)) {
          section.agent(make);
        }
      }
    }
  }

  private void agent(Make make) throws Exception {
    try (RunningAgent agent = RunningAgent.start(make, victim.user())) {
      agent.load("key");
      victim.user().run("mv", "key", "away").succeeded(); // now only the agent can sign
      client(make.label, "SSH_AUTH_SOCK=" + agent.socket(), "key.pub");
      victim.user().run("mv", "away", "key").succeeded();

      String read = "head -c 1 /proc/" + agent.pid() + "/mem";
      String attach = "gdb -batch -p " + agent.pid() + " -ex detach 2>&1 | grep -v 'not permitted'";
      boolean refused =
          victim.user().run("sh", "-c", read).status() != 0
              && !victim.user().run("sh", "-c", attach).out().contains("detached");
      rows.add("ptrace of the agent by the same user", make.label, refused ? "refused" : "allowed");

      rows.add("out-of-bounds read in the agent, or its core", make.label, agentMemory(agent));
      boolean signs = agent.run("ssh-add", "-T", "key.pub").status() == 0;
      rows.add("asking for a signature as the same user", make.label, signs ? "signature" : "none");
      agent.run("ssh-add", "-D").succeeded();
      rows.add("memory reused after the key was removed", make.label, agentMemory(agent));
    }
  }

  /**
   * All of the agent's memory, as a fault of its own could send it: the numbers found, or that they
   * can be decrypted.
   */
  private String agentMemory(RunningAgent agent) throws Exception {
    if (sum(scan.scan(agent.pid())) > 0) {
      return "key";
    }
    if (agent.make() != Make.SSH_AGENT) {
      return "nothing";
    }
    return ShieldedKey.find(ShieldedKey.wholeCore(cores, Long.toString(agent.pid())))
        .filter(victim.privateKey()::equals)
        .map(key -> "key")
        .orElse("nothing");
  }

  private void client(String against, String variable, String key) throws Exception {
    Process client = start(variable, key);
    rows.add("out-of-bounds read in the client", against, found(scan.scan(client.pid())));
    String pid = Long.toString(client.pid());
    Path own = victim.user().file("core." + pid);
    victim.user().run("gcore", "-o", "core", pid);
    rows.add("ptrace of the client by the same user", against, file(own));
    try (Cores kept = new Cores(cores)) {
      Path core = kept.crash(client.toHandle(), "SEGV").orElse(own.resolve("none"));
      rows.add("core of the crashed client", against, file(core));
    }
  }

  /** Starts a client that has its key or knows its agent, and waits for its input. */
  private Process start(String variable, String key) throws IOException {
    String[] words = {"ssh-keygen", "-q", "-Y", "sign", "-f", key, "-n", "file"};
    Process process =
        new ProcessBuilder(victim.user().command(List.of(variable), words))
            .redirectOutput(Redirect.DISCARD)
            .redirectError(Redirect.DISCARD)
            .start();
    int[] quiet = {0};
    Await.until(
        "ssh-keygen waits",
        () -> (quiet[0] = waits(process.pid()) ? quiet[0] + 1 : 0) >= QUIET_LOOKS);
    return process;
  }

  private static boolean waits(long pid) {
    try {
      return Files.readString(Path.of("/proc/" + pid + "/stat")).contains("(ssh-keygen) S");
    } catch (IOException e) {
      throw new AssertionError("ssh-keygen has ended", e);
    }
  }

  private String file(Path core) throws IOException {
    return Files.exists(core) ? found(scan.scanFile(core)) : "refused";
  }

  private static String found(Map<String, Integer> hits) {
    return sum(hits) > 0 ? "key" : "nothing";
  }

  private static int sum(Map<String, Integer> hits) {
    return hits.values().stream().mapToInt(Integer::intValue).sum();
  }
}
