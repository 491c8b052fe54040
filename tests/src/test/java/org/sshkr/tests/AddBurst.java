package org.sshkr.tests;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.sshkr.console.Terminal;
import org.sshkr.keyring.Identity;
import org.sshkr.keyring.KeyringSelector;
import org.sshkr.keyring.LinuxKeyring;
import org.sshkr.keyring.PrivateKey;
import org.sshkr.keyring.TestKeys;
import org.sshkr.ssh.agent.AddIdentity;
import org.sshkr.ssh.agent.AddMessage;
import org.sshkr.ssh.agent.Response;
import org.sshkr.ssh.agent.SignRequest;
import org.sshkr.ssh.agent.Success;
import org.sshkr.ssh.agent.UnknownRequest;
import org.sshkr.ssh.wire.Blob;

/**
 * Measures how long one client waits for a signature while others send keys to be added, good and
 * malformed in turn, as any host can to which the agent is forwarded. Run by tests/bench/add-burst.
 */
public final class AddBurst {
  private static final int BITS = 2048;
  private static final int WARM_UP = 300;
  private static final int IDLE_SIGNATURES = 500;

  private AddBurst() {}

  /** Prints the table for {@code args[0]} requests by {@code args[1]} simultaneous clients. */
  public static void main(String[] args) throws Exception {
    int requests = Integer.parseInt(args[0]);
    int clients = Integer.parseInt(args[1]);
    Terminal terminal = Terminal.of("add-burst");
    Path directory = Files.createTempDirectory("bench");
    ExecutorService pool = Executors.newFixedThreadPool(clients);
    try (LinuxKeyring keyring = LinuxKeyring.open(KeyringSelector.USER_SESSION);
        PrivateKey key = TestKeys.privateKey(TestKeys.pair(BITS))) {
      Identity identity = keyring.add(key, "benchmark", Optional.empty());
      try (LocalAgent shim = LocalAgent.sshAgentKr(directory);
          AgentClient client = shim.connect()) {
        SignRequest request = SignLatency.request(identity);
        sign(client, request, WARM_UP);
        BenchTimes idle = sign(client, request, IDLE_SIGNATURES);
        AtomicInteger left = new AtomicInteger(requests);
        AtomicInteger added = new AtomicInteger();
        List<Future<?>> senders = new ArrayList<>();
        for (int i = 0; i < clients; i++) {
          senders.add(pool.submit(() -> send(shim, left, added)));
        }
        BenchTimes busy = new BenchTimes(1 << 20);
        while (senders.stream().anyMatch(sender -> !sender.isDone())) {
          busy.add(time(client, request));
        }
        for (Future<?> sender : senders) {
          sender.get();
        }
        terminal.result(
            requests + " keys sent by " + clients + " clients, " + added + " added; p95 in ms");
        terminal.result(String.format("idle         %8.2f", idle.percentile(95)));
        terminal.result(String.format("meanwhile    %8.2f", busy.percentile(95)));
        terminal.result(String.format("%.2f times", busy.percentile(95) / idle.percentile(95)));
      } finally {
        keyring.removeAll();
      }
    } finally {
      pool.shutdown();
    }
  }

  private static BenchTimes sign(AgentClient client, SignRequest request, int count) {
    BenchTimes times = new BenchTimes(count);
    for (int i = 0; i < count; i++) {
      times.add(time(client, request));
    }
    return times;
  }

  private static long time(AgentClient client, SignRequest request) {
    long start = System.nanoTime();
    client.sign(request);
    return System.nanoTime() - start;
  }

  private static Void send(LocalAgent shim, AtomicInteger left, AtomicInteger added)
      throws IOException {
    KeyPair pair = TestKeys.otherPair(BITS);
    byte[] good = AddMessage.of(AddIdentity.TYPE, pair, "added").toByteArray();
    byte[] malformed = Arrays.copyOf(good, good.length - 1);
    for (int i = left.getAndDecrement(); i > 0; i = left.getAndDecrement()) {
      try (AgentClient client = shim.connect()) {
        byte[] message = i % 2 == 0 ? good : malformed;
        Response answer =
            client.ask(
                new UnknownRequest(
                    message[0], Blob.copyOf(Arrays.copyOfRange(message, 1, message.length))));
        if (answer instanceof Success) {
          added.incrementAndGet();
        }
      }
    }
    return null;
  }
}
