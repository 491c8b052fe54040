package org.sshkr.tests;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import org.sshkr.console.Terminal;
import org.sshkr.keyring.BareKernelCall;
import org.sshkr.keyring.Identity;
import org.sshkr.keyring.KeyringSelector;
import org.sshkr.keyring.LinuxKeyring;
import org.sshkr.keyring.PrivateKey;
import org.sshkr.keyring.TestKeys;
import org.sshkr.ssh.agent.SignRequest;

/**
 * Measures how many signatures per second many clients get: from the shim, from as many threads
 * that call the kernel themselves, and from ssh-agent. They take turns. Run by
 * tests/bench/throughput.
 */
final class SignThroughput {
  private static final int ROUNDS = 9;

  /** Until Java has compiled all it compiles. */
  private static final int WARM_UP = 1500;

  private SignThroughput() {}

  /** Prints the table for {@code args}: bits of the key, clients, seconds of each turn. */
  public static void main(String[] args) throws Exception {
    int bits = Integer.parseInt(args[0]);
    int callers = Integer.parseInt(args[1]);
    Duration turn = Duration.ofSeconds(Integer.parseInt(args[2]));
    Terminal terminal = Terminal.of("throughput");
    Path directory = Files.createTempDirectory("bench");
    try (LinuxKeyring keyring = LinuxKeyring.open(KeyringSelector.USER_SESSION);
        PrivateKey key = TestKeys.privateKey(TestKeys.pair(bits))) {
      Identity identity = keyring.add(key, "benchmark", Optional.empty());
      double[] bare = new double[ROUNDS];
      double[] ours = new double[ROUNDS];
      double[] others = new double[ROUNDS];
      try (LocalAgent shim = LocalAgent.sshAgentKr(directory);
          LocalAgent other = LocalAgent.sshAgent(directory).add(TestKeys.pair(bits));
          BareKernelCall kernel = new BareKernelCall(identity, callers)) {
        SignRequest request = SignLatency.request(identity);
        for (double done = 0; done < WARM_UP; ) {
          done += perSecond(shim, callers, request, turn) * turn.toSeconds();
        }
        for (int round = 0; round < ROUNDS; round++) {
          bare[round] = Turn.perSecond(callers, turn, caller -> kernel.give(caller::repeat));
          ours[round] = perSecond(shim, callers, request, turn);
          others[round] = perSecond(other, callers, request, turn);
        }
      } finally {
        keyring.remove(identity.publicKey());
      }
      int processors = Runtime.getRuntime().availableProcessors();
      terminal.result(
          String.format(
              "RSA-%d, signatures in a second by %d clients on %d processors, %d turns of %d s",
              bits, callers, processors, ROUNDS, turn.toSeconds()));
      terminal.result(String.format("%-24s %8s %8s %8s", "", "median", "least", "most"));
      terminal.result(row("bare keyctl_pkey", bare));
      terminal.result(row("ssh-agent-kr", ours));
      terminal.result(row("ssh-agent", others));
      // of successive turns, since a machine's speed drifts
      double[] ratios = new double[ROUNDS];
      Arrays.setAll(ratios, round -> ours[round] / bare[round]);
      terminal.result(
          String.format(
              "ssh-agent-kr beside the bare call, turn by turn: median %.2f times, %.2f to %.2f",
              median(ratios),
              Arrays.stream(ratios).min().orElseThrow(),
              Arrays.stream(ratios).max().orElseThrow()));
    }
    System.exit(0);
  }

  private static double perSecond(LocalAgent agent, int clients, SignRequest request, Duration turn)
      throws Exception {
    return Turn.perSecond(
        clients,
        turn,
        caller -> {
          try (AgentClient client = agent.connect()) {
            caller.repeat(() -> client.sign(request));
          }
        });
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }

  private static String row(String name, double[] values) {
    return String.format(
        "%-24s %8.1f %8.1f %8.1f",
        name,
        median(values),
        Arrays.stream(values).min().orElseThrow(),
        Arrays.stream(values).max().orElseThrow());
  }
}
