package org.sshkr.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sshkr.keyring.KeyringSelector;
import org.sshkr.keyring.LinuxKeyring;
import org.sshkr.keyring.PrivateKey;
import org.sshkr.keyring.TestKeys;
import org.sshkr.tests.ClientLoad.Outcome;

/**
 * Many simultaneous clients, some of them hostile, while keys come and go and the shim is killed
 * and restarted. SSHKR_SOAK_SECONDS sets the time: see tests/bin/soak.
 */
@Tag("kernel")
@Tag("programs")
class SoakTest {
  private static final Duration TIME =
      Duration.ofSeconds(Long.parseLong(System.getenv().getOrDefault("SSHKR_SOAK_SECONDS", "10")));
  private static final int CLIENTS = 50;
  private static final int HOSTILE = 4;
  private static final int ANSWERS_BETWEEN_KILLS = 50;
  private static final KeyPair STAYING = TestKeys.pair(2048);
  private static final KeyPair COMING_AND_GOING = TestKeys.otherPair(2048);

  @TempDir private Path directory;
  private final LinuxKeyring keyring = LinuxKeyring.open(KeyringSelector.USER_SESSION);
  private final List<Thread> threads = new ArrayList<>();
  private final Queue<Throwable> failed = new ConcurrentLinkedQueue<>();
  private final ClientLoad load = new ClientLoad(this::connect, STAYING, COMING_AND_GOING);
  private volatile LocalAgent agent;

  /** Makes the clients wait while the shim is restarted, so that they do not take the processor. */
  private volatile CountDownLatch restarted = new CountDownLatch(0);

  private volatile boolean ended;

  @BeforeEach
  void start() throws IOException {
    keyring.removeAll();
    add(STAYING);
    agent = LocalAgent.sshAgentKr(directory);
  }

  @AfterEach
  void stop() throws InterruptedException {
    end();
    agent.close();
    keyring.removeAll();
    keyring.close();
  }

  @Test
  void nothingIsLostAndNothingLeaks() throws Exception {
    signs();
    int descriptors = agent.descriptors();
    int idle = agent.threads();
    load.start(CLIENTS);
    for (int i = 0; i < HOSTILE; i++) {
      long seed = i;
      run(() -> hostile(new Random(seed)));
    }
    run(this::churn);

    long start = System.nanoTime();
    int kills = 0;
    while (System.nanoTime() - start < TIME.toNanos() / 2) {
      awaitAnswers();
      restarted = new CountDownLatch(1);
      agent.kill();
      agent = LocalAgent.sshAgentKr(directory); // where the old socket still is
      restarted.countDown();
      kills++;
    }
    while (System.nanoTime() - start < TIME.toNanos()) {
      awaitAnswers();
      assertThat(agent.resident()).as("kB resident").isLessThan(64 * 1024);
      assertThat(agent.threads()).as("threads").isLessThanOrEqualTo(idle + 64);
    }
    end();
    System.out.printf(
        "soak, %d s: %d clients, %d right answers, %d wrong, %d requests broken off by %d kills%n",
        TIME.toSeconds(),
        CLIENTS,
        load.count(Outcome.RIGHT),
        load.count(Outcome.WRONG),
        load.count(Outcome.BROKEN_OFF),
        kills);
    assertNothingIsWrong();
    assertThat(kills).isPositive();
    Await.until("descriptors are closed", () -> agent.descriptors() <= descriptors);
    Await.until("idle workers end", () -> agent.threads() <= idle);
    signs();
  }

  private AgentClient connect() throws IOException {
    try {
      restarted.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    return agent.connect();
  }

  private void run(Runnable task) {
    Thread thread = new Thread(task);
    thread.setUncaughtExceptionHandler((t, e) -> failed.add(e));
    threads.add(thread);
    thread.start();
  }

  private void end() throws InterruptedException {
    ended = true;
    restarted.countDown();
    load.close();
    for (Thread thread : threads) {
      thread.join();
    }
  }

  private void awaitAnswers() {
    load.await(Outcome.RIGHT, ANSWERS_BETWEEN_KILLS);
    assertNothingIsWrong();
  }

  /** No answer was wrong, and no request for an existing key was refused. */
  private void assertNothingIsWrong() {
    assertThat(failed).isEmpty();
    assertThat(load.wrong()).isEmpty();
    assertThat(load.count(Outcome.REFUSED)).as("refused of a key that is there").isZero();
  }

  private void add(KeyPair pair) {
    try (PrivateKey key = TestKeys.privateKey(pair)) {
      keyring.add(key, "soak", Optional.empty());
    }
  }

  /** Adds and removes keys in the kernel itself. */
  private void churn() {
    while (!ended) {
      add(COMING_AND_GOING);
      keyring.remove(TestKeys.publicKey(COMING_AND_GOING));
    }
  }

  private void signs() {
    try (ClientLoad one = new ClientLoad(this::connect, STAYING, COMING_AND_GOING).start(1)) {
      one.await(Outcome.RIGHT, 5);
      assertThat(one.count(Outcome.REFUSED) + one.count(Outcome.WRONG)).isZero();
    }
  }

  /** Sends messages that no client should send, and leaves without waiting for an answer. */
  private void hostile(Random random) {
    while (!ended) {
      try (AgentClient client = connect()) {
        byte[] bytes = new byte[random.nextInt(300)];
        random.nextBytes(bytes);
        switch (random.nextInt(4)) {
          case 0 -> client.send(bytes); // usually a length out of bounds
          case 1 -> client.sendFrame(bytes.length == 0 ? new byte[1] : bytes);
          case 2 -> client.send(new byte[] {0, 0, 1, 0, 13}); // half a message
          default -> {
            // says nothing
          }
        }
      } catch (IOException e) {
        // refused, as expected, or the shim was just killed
      }
    }
  }
}
