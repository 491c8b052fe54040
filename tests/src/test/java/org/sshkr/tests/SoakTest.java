package org.sshkr.tests;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sshkr.agent.protocol.IdentitiesAnswer;
import org.sshkr.agent.protocol.RequestIdentities;
import org.sshkr.agent.protocol.Response;
import org.sshkr.agent.protocol.SignRequest;
import org.sshkr.agent.protocol.SignResponse;
import org.sshkr.keyring.KeyringSelector;
import org.sshkr.keyring.LinuxKeyring;
import org.sshkr.keyring.PrivateKey;
import org.sshkr.keyring.SignatureAlgorithm;
import org.sshkr.keyring.TestKeys;
import org.sshkr.wire.Blob;

/**
 * Many clients at once, some of them hostile, while keys come and go and the shim is killed and
 * started again. SSHKR_SOAK_SECONDS says for how long: see tests/soak.
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
  private static final byte[] DATA = "data".getBytes(US_ASCII);

  @TempDir private Path directory;
  private final LinuxKeyring keyring = LinuxKeyring.open(KeyringSelector.USER_SESSION);
  private final List<Thread> threads = new ArrayList<>();
  private final AtomicInteger right = new AtomicInteger();
  private final AtomicInteger brokenOff = new AtomicInteger();
  private final List<String> wrong = new ArrayList<>();
  private volatile LocalAgent agent;

  /** While the shim is killed and started again, nobody takes the processor from it. */
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
    for (int i = 0; i < CLIENTS; i++) {
      long seed = i;
      run(() -> client(new Random(seed)));
    }
    for (int i = 0; i < HOSTILE; i++) {
      long seed = i;
      run(() -> hostile(new Random(seed)));
    }
    run(this::churn);

    long start = System.nanoTime();
    int kills = 0;
    while (System.nanoTime() - start < TIME.toNanos() / 2) {
      awaitAnswers(ANSWERS_BETWEEN_KILLS);
      restarted = new CountDownLatch(1);
      agent.kill();
      agent = LocalAgent.sshAgentKr(directory); // where the other's socket still is
      restarted.countDown();
      kills++;
    }
    while (System.nanoTime() - start < TIME.toNanos()) {
      awaitAnswers(ANSWERS_BETWEEN_KILLS);
      assertThat(agent.resident()).as("kB resident").isLessThan(64 * 1024);
      assertThat(agent.threads()).as("threads").isLessThanOrEqualTo(idle + 64);
    }
    end();
    System.out.printf(
        "soak, %d s: %d clients, %d right answers, %d wrong, %d requests broken off by %d kills%n",
        TIME.toSeconds(), CLIENTS, right.get(), wrong.size(), brokenOff.get(), kills);
    assertThat(wrong).isEmpty();
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
    thread.setUncaughtExceptionHandler((t, e) -> wrong(e.toString()));
    threads.add(thread);
    thread.start();
  }

  private void end() throws InterruptedException {
    ended = true;
    restarted.countDown();
    for (Thread thread : threads) {
      thread.join();
    }
  }

  private void wrong(String what) {
    synchronized (wrong) {
      wrong.add(what);
    }
  }

  private void awaitAnswers(int more) {
    int target = right.get() + more;
    Await.until("there are more right answers", () -> right.get() >= target || !wrong.isEmpty());
    assertThat(wrong).isEmpty();
  }

  private void add(KeyPair pair) {
    try (PrivateKey key = TestKeys.privateKey(pair)) {
      keyring.add(key, "soak", Optional.empty());
    }
  }

  /** Keys come and go, in the kernel itself. */
  private void churn() {
    while (!ended) {
      add(COMING_AND_GOING);
      keyring.remove(TestKeys.publicKey(COMING_AND_GOING));
    }
  }

  private void signs() throws IOException {
    try (AgentClient client = agent.connect()) {
      ask(client, new Random(0), STAYING);
    }
    assertThat(wrong).isEmpty();
  }

  /** Asks for this and that, over a connection for some time; if that breaks, over another. */
  private void client(Random random) {
    while (!ended) {
      try (AgentClient client = connect()) {
        for (int i = random.nextInt(20); i >= 0 && !ended; i--) {
          if (random.nextInt(4) == 0) {
            list(client);
          } else {
            ask(client, random, random.nextInt(4) == 0 ? COMING_AND_GOING : STAYING);
          }
        }
      } catch (IOException e) {
        brokenOff.incrementAndGet(); // the shim was killed just now
      }
    }
  }

  private void list(AgentClient client) throws IOException {
    Blob staying = blob(STAYING);
    if (client.ask(new RequestIdentities()) instanceof IdentitiesAnswer answer
        && answer.identities().stream().filter(one -> one.key().equals(staying)).count() == 1) {
      right.incrementAndGet();
    } else {
      wrong("the key is not in the list");
    }
  }

  private void ask(AgentClient client, Random random, KeyPair pair) throws IOException {
    SignatureAlgorithm algorithm =
        random.nextBoolean() ? SignatureAlgorithm.RSA_SHA2_256 : SignatureAlgorithm.RSA_SHA2_512;
    long flag =
        algorithm == SignatureAlgorithm.RSA_SHA2_256
            ? SignRequest.RSA_SHA2_256
            : SignRequest.RSA_SHA2_512;
    Response response = client.ask(new SignRequest(blob(pair), Blob.copyOf(DATA), flag));
    if (response instanceof SignResponse signed) {
      if (TestKeys.verifies(pair, algorithm, DATA, signed.signature().toByteArray())) {
        right.incrementAndGet();
      } else {
        wrong("a signature does not verify");
      }
    } else if (pair == STAYING) {
      wrong("a key that is there does not sign: " + response);
    }
  }

  private static Blob blob(KeyPair pair) {
    return Blob.copyOf(TestKeys.publicKey(pair).blob());
  }

  /** Sends what no client should, and leaves without waiting for an answer. */
  private void hostile(Random random) {
    while (!ended) {
      try (AgentClient client = connect()) {
        byte[] bytes = new byte[random.nextInt(300)];
        random.nextBytes(bytes);
        switch (random.nextInt(4)) {
          case 0 -> client.send(bytes); // mostly a length out of bounds
          case 1 -> client.sendFrame(bytes.length == 0 ? new byte[1] : bytes);
          case 2 -> client.send(new byte[] {0, 0, 1, 0, 13}); // half a message
          default -> {
            // says nothing
          }
        }
      } catch (IOException e) {
        // refused, as it should be, or the shim was killed just now
      }
    }
  }
}
