package org.sshkr.evidence;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.sshkr.keyring.BareKernelCall;
import org.sshkr.keyring.Identity;
import org.sshkr.keyring.KeyringSelector;
import org.sshkr.keyring.LinuxKeyring;
import org.sshkr.keyring.PrivateKey;
import org.sshkr.keyring.TestKeys;
import org.sshkr.ssh.agent.SignRequest;
import org.sshkr.tests.AgentClient;
import org.sshkr.tests.SignLatency;
import org.sshkr.tests.Turn;

/**
 * The time of a signature, and the throughput of many clients, for each agent and the bare kernel
 * call, which take turns. Run by tests/evidence/run.
 */
final class CostSection {
  private static final String BARE = "bare kernel call";
  private static final int WARM_UP = 50;

  /** More clients would show nothing more: there are fewer processors. */
  private static final int MOST_CLIENTS = 64;

  private final SignRequest request;
  private final BareKernelCall bare;
  private final Map<Make, RunningAgent> agents;

  private CostSection(Identity identity, BareKernelCall bare, Map<Make, RunningAgent> agents) {
    this.request = SignLatency.request(identity);
    this.bare = bare;
    this.agents = agents;
  }

  /**
   * Writes the tables.
   *
   * @param args their directory, signatures for each size of key, seconds of a turn, turns
   */
  public static void main(String[] args) throws Exception {
    Path directory = Path.of(args[0]);
    int signatures = Integer.parseInt(args[1]);
    Duration turn = Duration.ofSeconds(Integer.parseInt(args[2]));
    int turns = Integer.parseInt(args[3]);
    try (Rows latency =
            new Rows(directory.resolve("latency.tsv"), "bits", "signer", "milliseconds");
        Rows throughput =
            new Rows(
                directory.resolve("throughput.tsv"), "bits", "clients", "signer", "per-second")) {
      for (int bits : new int[] {2048, 3072, 4096}) {
        with(
            bits,
            section -> {
              section.latency(latency, bits, signatures);
              section.throughput(throughput, bits, turn, turns);
            });
      }
    }
    System.exit(0);
  }

  private interface Measurement {
    void by(CostSection section) throws Exception;
  }

  private static void with(int bits, Measurement measurement) throws Exception {
    Map<Make, RunningAgent> agents = new EnumMap<>(Make.class);
    try (Victim victim = Victim.create(bits);
        LinuxKeyring keyring = LinuxKeyring.open(KeyringSelector.USER_SESSION);
        PrivateKey key = TestKeys.privateKey(victim.pair())) {
      Identity identity = keyring.add(key, "cost", Optional.empty());
      try (BareKernelCall bare = new BareKernelCall(identity, MOST_CLIENTS)) {
        for (Make make : Make.values()) {
          agents.put(make, RunningAgent.start(make, victim.user()));
          agents.get(make).load("key");
        }
        measurement.by(new CostSection(identity, bare, agents));
      } finally {
        agents.values().forEach(RunningAgent::close);
        keyring.remove(identity.publicKey());
      }
    }
  }

  private void latency(Rows rows, int bits, int signatures) throws IOException {
    Map<Make, AgentClient> clients = new EnumMap<>(Make.class);
    for (Map.Entry<Make, RunningAgent> agent : agents.entrySet()) {
      clients.put(agent.getKey(), new AgentClient(agent.getValue().socket()));
    }
    bare.time(WARM_UP, () -> clients.values().forEach(client -> client.sign(request)));
    for (int i = 0; i < signatures; i++) {
      rows.add(bits, BARE, bare.time(1, () -> {})[0] / 1e6);
      for (Map.Entry<Make, AgentClient> client : clients.entrySet()) {
        long start = System.nanoTime();
        client.getValue().sign(request);
        rows.add(bits, client.getKey().label, (System.nanoTime() - start) / 1e6);
      }
    }
    for (AgentClient client : clients.values()) {
      client.close();
    }
  }

  private void throughput(Rows rows, int bits, Duration turn, int turns) throws Exception {
    for (int clients = 1; clients <= MOST_CLIENTS; clients *= 4) {
      for (int i = 0; i < turns; i++) {
        rows.add(
            bits,
            clients,
            BARE,
            Turn.perSecond(clients, turn, caller -> bare.give(caller::repeat)));
        for (Map.Entry<Make, RunningAgent> agent : agents.entrySet()) {
          // a turn takes gpg-agent half a minute
          if (agent.getKey() != Make.GPG_AGENT || bits == 2048) {
            rows.add(
                bits, clients, agent.getKey().label, perSecond(agent.getValue(), clients, turn));
          }
        }
      }
    }
  }

  /** Signatures per second; 0 if a signature was refused. gpg-agent also closes connections. */
  private double perSecond(RunningAgent agent, int clients, Duration turn) throws Exception {
    try {
      return Turn.perSecond(
          clients,
          turn,
          caller -> {
            try (AgentClient client = new AgentClient(agent.socket())) {
              caller.repeat(() -> client.sign(request));
            }
          });
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IllegalStateException
          || (agent == agents.get(Make.GPG_AGENT)
              && e.getCause() instanceof UncheckedIOException)) {
        return 0;
      }
      throw e;
    }
  }
}
