package org.sshkr.evidence;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.interfaces.RSAPrivateCrtKey;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.sshkr.tests.Await;
import org.sshkr.tests.Command;
import org.sshkr.tests.MemoryScan;

/**
 * Searches the agents' memory and core files for a key, in each of their states. Run by
 * tests/evidence/run.
 */
final class MemorySection {
  static final String[] NUMBERS = {"d", "p", "q", "dP", "dQ", "qInv", "text"};

  private static final int CLIENTS = 3;

  private final Victim victim;
  private final MemoryScan scan;
  private final Rows rows;
  private final int snapshots;
  private final Path cores = Files.createDirectories(Path.of("/var/tmp/sshkr-cores"));

  private MemorySection(Victim victim, Rows rows, int snapshots) throws IOException {
    this.victim = victim;
    this.scan = victim.scan();
    this.rows = rows;
    this.snapshots = snapshots;
  }

  /**
   * Writes the tables.
   *
   * @param args directory of the tables, number of snapshots in each state, number of samples of
   *     the loader
   */
  public static void main(String[] args) throws Exception {
    Path directory = Path.of(args[0]);
    int snapshots = Integer.parseInt(args[1]);
    try (Victim victim = Victim.create(2048)) {
      try (Rows rows =
          new Rows(
              directory.resolve("memory.tsv"),
              "agent state snapshots with-hits d p q dP dQ qInv text".split(" "))) {
        MemorySection section = new MemorySection(victim, rows, snapshots);
        for (Make make : makes(args)) {
          section.alive(make);
          section.crashed(make);
        }
        section.row(
            "(the one who scans)",
            "holds the key",
            new Snapshots(section.scan).add(section.scan.scan(ProcessHandle.current().pid())));
      }
    }
  }

  private static List<Make> makes(String[] args) {
    List<String> labels = List.of(args).subList(2, args.length);
    return Arrays.stream(Make.values())
        .filter(make -> labels.isEmpty() || labels.contains(make.label))
        .toList();
  }

  private void alive(Make make) throws Exception {
    try (RunningAgent agent = RunningAgent.start(make, victim.user())) {
      agent.load("key");
      agent.run("ssh-add", "-T", "key.pub").succeeded();
      row(make.label, "idle", take(agent, 1));
      during(agent, "while it signs", "ssh-add -T" + " key.pub".repeat(50));
      during(agent, "while the key is added over the socket", "ssh-add -q" + " key".repeat(20));
      agent.run("ssh-add", "-q", "key").succeeded();
      row(make.label, "after it was added over the socket", take(agent, 1));

      String pid = Long.toString(agent.pid());
      Path core = ShieldedKey.usualCore(cores, pid);
      file(make, "core by root's gcore", Optional.of(core));
      reconstruct(make, core, "root's gcore");
      sameUser(make, agent);
    }
  }

  /** Tries what another program of the same user can get. */
  private void sameUser(Make make, RunningAgent agent) throws IOException {
    String pid = Long.toString(agent.pid());
    Command.Result core = victim.user().run("gcore", "-o", "core", pid);
    Optional<Path> file = Optional.of(victim.user().file("core." + pid)).filter(Files::exists);
    file(make, "gcore by the same user", core.status() == 0 ? file : Optional.empty());
    if (make == Make.SSH_AGENT_KR) {
      heapDump("the same user's", victim.user().command(List.of()), pid);
      heapDump("root's", new String[0], pid);
    }
  }

  private void heapDump(String whose, String[] as, String pid) throws IOException {
    Path dump = victim.user().file("heap" + as.length + ".hprof");
    Command.run(Command.join(List.of(as), "jcmd", pid, "GC.heap_dump", dump.toString()));
    Optional<Path> file = Optional.of(dump).filter(Files::exists);
    file(Make.SSH_AGENT_KR, "heap dump by " + whose + " jcmd", file);
  }

  /** Takes snapshots while several clients keep it busy. */
  private void during(RunningAgent agent, String state, String command) throws IOException {
    List<Process> clients = new ArrayList<>();
    try {
      for (int i = 0; i < CLIENTS; i++) {
        clients.add(agent.script("while " + command + "; do :; done"));
      }
      Snapshots taken = take(agent, snapshots);
      if (!clients.stream().allMatch(Process::isAlive)) {
        throw new IllegalStateException("it did not go on " + state + ": " + command);
      }
      row(agent.make().label, state, taken);
    } finally {
      clients.forEach(MemorySection::end);
    }
    if (agent.make() == Make.SSH_AGENT_KR) {
      Await.until("no loader works", () -> agent.process().descendants().findAny().isEmpty());
    }
  }

  /** Ends a client of {@link #during}, and the program that it runs, which would go on. */
  private static void end(Process client) {
    client.destroyForcibly().onExit().join();
    Await.until(
        "no client is left", () -> !sshAdd().map(ProcessHandle::destroyForcibly).isPresent());
  }

  private static Optional<ProcessHandle> sshAdd() {
    return ProcessHandle.allProcesses()
        .filter(one -> one.info().command().filter(name -> name.endsWith("/ssh-add")).isPresent())
        .findAny();
  }

  private void crashed(Make make) throws Exception {
    for (String signal : new String[] {"SEGV", "ABRT"}) {
      for (boolean permit : new boolean[] {false, true}) {
        String how = "SIG" + signal + (permit ? ", its prohibition lifted" : "");
        RunningAgent agent = RunningAgent.start(make, victim.user());
        if (make == Make.SSH_AGENT) {
          agent.load("key"); // the other agents still have it
        }
        agent.run("ssh-add", "-T", "key.pub").succeeded();
        if (permit) {
          Cores.permit(agent.process());
        }
        try (Cores kept = new Cores(cores)) {
          Optional<Path> core = kept.crash(agent.process(), signal);
          file(make, "core by " + how, core);
          if (core.isPresent()) {
            reconstruct(make, core.get(), how);
            Files.delete(core.get());
          }
        }
        Path report = victim.user().file("hs_err_pid" + agent.pid() + ".log");
        if (Files.exists(report)) {
          Snapshots taken = new Snapshots(scan).add(scan.scanBytes(HsErr.memory(report)));
          row(make.label, "the JVM's hs_err file, " + how, taken);
        }
      }
    }
  }

  private void reconstruct(Make make, Path core, String how)
      throws IOException, GeneralSecurityException {
    if (make == Make.SSH_AGENT) {
      Optional<RSAPrivateCrtKey> found = ShieldedKey.find(core);
      int all = found.isPresent() && found.get().equals(victim.privateKey()) ? 1 : 0;
      String state = "key put together from the core by " + how;
      rows.add(make.label, state, 1, all, all, all, all, all, all, all, 0);
    }
  }

  private Snapshots take(RunningAgent agent, int count) throws IOException {
    return new Snapshots(scan).take(agent.process(), count);
  }

  /** Adds a row about a file, or a row that says that there is none. */
  private void file(Make make, String state, Optional<Path> file) throws IOException {
    Snapshots taken = new Snapshots(scan);
    if (file.isPresent()) {
      taken.add(scan.scanFile(file.get()));
      row(make.label, state, taken);
    } else {
      rows.add(make.label, state, 0, 0, "-", "-", "-", "-", "-", "-", "-");
    }
  }

  private void row(String agent, String state, Snapshots taken) throws IOException {
    Object[] values = new Object[4 + NUMBERS.length];
    values[0] = agent;
    values[1] = state;
    values[2] = taken.taken();
    values[3] = taken.withHits();
    for (int i = 0; i < NUMBERS.length; i++) {
      values[4 + i] = taken.most().get(NUMBERS[i]);
    }
    rows.add(values);
  }
}
