package org.sshkr.tests;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.security.KeyPair;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import org.sshkr.keyring.SignatureAlgorithm;
import org.sshkr.keyring.TestKeys;
import org.sshkr.ssh.agent.Failure;
import org.sshkr.ssh.agent.IdentitiesAnswer;
import org.sshkr.ssh.agent.RequestIdentities;
import org.sshkr.ssh.agent.Response;
import org.sshkr.ssh.agent.SignRequest;
import org.sshkr.ssh.agent.SignResponse;
import org.sshkr.ssh.wire.Blob;

/**
 * Many clients that ask an agent for lists and signatures, over one connection after the other, and
 * check each answer. Each request is counted once, by what came of it.
 */
public final class ClientLoad implements AutoCloseable {
  private static final int MOST_REQUESTS = 20;
  private static final Duration BEFORE_NEXT_TRY = Duration.ofMillis(5);

  /** What can come of a request. */
  public enum Outcome {
    /**
     * A signature of what was sent, which the JDK verifies, or a list with the staying key once.
     */
    RIGHT,
    /** FAILURE: for the staying key, or for a list. */
    REFUSED,
    /** FAILURE for the key that comes and goes. */
    REFUSED_GONE,
    /** No answer: the connection ended before, or could not be made. */
    BROKEN_OFF,
    /** Anything else. */
    WRONG
  }

  /** How a client gets a connection. */
  public interface Connector {
    AgentClient connect() throws IOException;
  }

  private final Connector connector;
  private final KeyPair staying;
  private final KeyPair going;
  private final Map<Outcome, LongAdder> counts = new ConcurrentHashMap<>();
  private final LongAdder signedByGoing = new LongAdder();
  private final Queue<String> wrong = new ConcurrentLinkedQueue<>();
  private final List<Thread> threads = new ArrayList<>();
  private volatile boolean keeps;
  private volatile boolean ended;

  /**
   * No clients yet.
   *
   * @param staying a key that is there throughout
   * @param going a key that others add and remove meanwhile
   */
  public ClientLoad(Connector connector, KeyPair staying, KeyPair going) {
    this.connector = connector;
    this.staying = staying;
    this.going = going;
    for (Outcome outcome : Outcome.values()) {
      counts.put(outcome, new LongAdder());
    }
  }

  /** Clients keep their connection from now on, as long as it lasts. */
  public void keepConnections() {
    keeps = true;
  }

  /** Starts clients. */
  public ClientLoad start(int clients) {
    for (int i = 0; i < clients; i++) {
      int number = threads.size();
      Thread thread = new Thread(() -> client(number), "client " + number);
      thread.setUncaughtExceptionHandler((t, e) -> wrong(e.toString()));
      threads.add(thread);
      thread.start();
    }
    return this;
  }

  public long count(Outcome outcome) {
    return counts.get(outcome).sum();
  }

  /** All requests that have come to an end. */
  public long requests() {
    return counts.values().stream().mapToLong(LongAdder::sum).sum();
  }

  /** How many of the right answers are signatures by the key that comes and goes. */
  public long signedByGoing() {
    return signedByGoing.sum();
  }

  /** What was wrong with wrong answers. */
  public List<String> wrong() {
    return List.copyOf(wrong);
  }

  /** Waits until so many more requests have come to that. */
  public void await(Outcome outcome, int more) {
    long target = count(outcome) + more;
    Await.until(more + " more are " + outcome, () -> count(outcome) >= target || !wrong.isEmpty());
  }

  /** Asks for this and that, over a connection for some time; if that breaks, over another. */
  private void client(int number) {
    Random random = new Random(number);
    long request = 0;
    while (!ended) {
      try (AgentClient client = connector.connect()) {
        for (int i = random.nextInt(MOST_REQUESTS); (i >= 0 || keeps) && !ended; i--) {
          if (random.nextInt(4) == 0) {
            list(client);
          } else {
            KeyPair pair = random.nextInt(4) == 0 ? going : staying;
            // nobody else signs this, so another one's answer is a wrong one
            sign(client, pair, random.nextBoolean(), "client " + number + ", request " + request++);
          }
        }
      } catch (IOException e) {
        if (!ended) {
          counts.get(Outcome.BROKEN_OFF).increment();
          LockSupport.parkNanos(BEFORE_NEXT_TRY.toNanos());
        }
      }
    }
  }

  private void list(AgentClient client) throws IOException {
    Response response = client.ask(new RequestIdentities());
    Blob key = blob(staying);
    if (response instanceof IdentitiesAnswer answer
        && answer.identities().stream().filter(one -> one.key().equals(key)).count() == 1) {
      counts.get(Outcome.RIGHT).increment();
    } else if (response instanceof Failure) {
      counts.get(Outcome.REFUSED).increment();
    } else {
      wrong("the key is not in the list: " + response);
    }
  }

  private void sign(AgentClient client, KeyPair pair, boolean sha256, String text)
      throws IOException {
    byte[] data = text.getBytes(US_ASCII);
    SignatureAlgorithm algorithm =
        sha256 ? SignatureAlgorithm.RSA_SHA2_256 : SignatureAlgorithm.RSA_SHA2_512;
    long flag = sha256 ? SignRequest.RSA_SHA2_256 : SignRequest.RSA_SHA2_512;
    Response response = client.ask(new SignRequest(blob(pair), Blob.copyOf(data), flag));
    if (response instanceof SignResponse signed
        && TestKeys.verifies(pair, algorithm, data, signed.signature().toByteArray())) {
      counts.get(Outcome.RIGHT).increment();
      if (pair == going) {
        signedByGoing.increment();
      }
    } else if (response instanceof Failure) {
      counts.get(pair == going ? Outcome.REFUSED_GONE : Outcome.REFUSED).increment();
    } else {
      wrong("no signature that verifies: " + response);
    }
  }

  private void wrong(String what) {
    counts.get(Outcome.WRONG).increment();
    wrong.add(what);
  }

  private static Blob blob(KeyPair pair) {
    return Blob.copyOf(TestKeys.publicKey(pair).blob());
  }

  /** Has the clients end after the requests that they are at. */
  @Override
  public void close() {
    ended = true;
    Await.until("the clients end", () -> threads.stream().noneMatch(Thread::isAlive));
  }
}
