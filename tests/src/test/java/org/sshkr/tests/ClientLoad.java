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
 * check each answer. Each request is counted once, by its outcome.
 */
public final class ClientLoad implements AutoCloseable {
  private static final int MOST_REQUESTS = 20;
  private static final Duration BEFORE_NEXT_TRY = Duration.ofMillis(5);

  /** The outcome of a request. */
  public enum Outcome {
    /**
     * A signature of the right data, which the JDK verifies, or a list with the staying key once.
     */
    RIGHT,
    /** FAILURE: for the staying key, or for a list. */
    REFUSED,
    /** FAILURE for the key that comes and goes. */
    REFUSED_GONE,
    /** No answer: the connection ended first, or could not be made. */
    BROKEN_OFF,
    /** Anything else. */
    WRONG
  }

  /** Gives a client a connection. */
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
   * Creates a load without clients.
   *
   * @param staying a key that is always there
   * @param going a key that others add and remove at the same time
   */
  public ClientLoad(Connector connector, KeyPair staying, KeyPair going) {
    this.connector = connector;
    this.staying = staying;
    this.going = going;
    for (Outcome outcome : Outcome.values()) {
      counts.put(outcome, new LongAdder());
    }
  }

  /** Makes clients keep their connection from now on, as long as it lasts. */
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

  /** The number of requests that have ended. */
  public long requests() {
    return counts.values().stream().mapToLong(LongAdder::sum).sum();
  }

  /** The number of right answers that are signatures by the key that comes and goes. */
  public long signedByGoing() {
    return signedByGoing.sum();
  }

  /** Descriptions of the wrong answers. */
  public List<String> wrong() {
    return List.copyOf(wrong);
  }

  /** Waits until this many more requests have had this outcome. */
  public void await(Outcome outcome, int more) {
    long target = count(outcome) + more;
    Await.until(more + " more are " + outcome, () -> count(outcome) >= target || !wrong.isEmpty());
  }

  /** Sends random requests, over a connection for some time; if it breaks, over another. */
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
            // no other client signs this, so an answer to another client is wrong
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

  /** Ends the clients after their current requests. */
  @Override
  public void close() {
    ended = true;
    Await.until("the clients end", () -> threads.stream().noneMatch(Thread::isAlive));
  }
}
