package org.sshkr.evidence;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.sshkr.keyring.TestKeys;
import org.sshkr.tests.AgentClient;
import org.sshkr.tests.Await;
import org.sshkr.tests.ClientLoad;
import org.sshkr.tests.Command;
import org.sshkr.tests.Pem;
import org.sshkr.tests.User;

/**
 * The scene of a fault: a user's ssh-agent-kr, clients at work, and two keys in the kernel, from
 * the files "key" and "going". Nobody destroys the first.
 */
final class Scene implements AutoCloseable {
  private static final KeyPair GOING = TestKeys.otherPair(2048);

  private final User user;
  private final Fault fault;
  private final ClientLoad load;
  private final Duration time;
  private final Signals signals = new Signals();

  /** Makes the clients wait while the shim is restarted, so that they do not take the processor. */
  private volatile CountDownLatch restarted = new CountDownLatch(0);

  private volatile RunningAgent agent;
  private long start;
  private int times;

  private Scene(Victim victim, Fault fault, Duration time) throws IOException {
    this.user = victim.user();
    this.fault = fault;
    this.time = time;
    this.load = new ClientLoad(this::connect, victim.pair(), GOING);
    agent = RunningAgent.start(Make.SSH_AGENT_KR, user, fault.prefix());
  }

  /** Loads the keys and starts the shim; {@link #load} has no clients yet. */
  static Scene set(Victim victim, Fault fault, Duration time) throws IOException {
    if (!Files.exists(victim.user().file("going"))) {
      Path file = Files.createTempDirectory("key").resolve("key");
      Pem.write(file, GOING.getPrivate());
      victim.user().write("going", Files.readAllBytes(file));
      victim.user().write("going.der", GOING.getPrivate().getEncoded());
      victim.user().run("sh", "-c", "ssh-keygen -y -f going >going.pub").succeeded();
    }
    Scene scene = new Scene(victim, fault, time);
    scene.add("key");
    scene.add("going");
    return scene;
  }

  private AgentClient connect() throws IOException {
    try {
      restarted.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    return new AgentClient(agent.socket());
  }

  /** Loads a key file with ssh-add-kr. */
  void add(String file, String... options) {
    user.run(Command.join(List.of(Command.sshAddKr(), "-q"), Command.join(List.of(options), file)))
        .succeeded();
  }

  /** keyctl's description of the key that goes. */
  static String going() {
    return "ssh-rsa " + TestKeys.publicKey(GOING).base64();
  }

  /** Kills the shim and starts it on the same socket path, where the old socket still is. */
  void restart() throws IOException {
    restarted = new CountDownLatch(1);
    agent.close();
    agent = RunningAgent.start(Make.SSH_AGENT_KR, user, fault.prefix());
    restarted.countDown();
  }

  /**
   * Starts another shim where the first one's socket file was, and leaves the first one running.
   */
  void startAnother() throws IOException {
    agent = RunningAgent.start(Make.SSH_AGENT_KR, user, fault.prefix());
  }

  /** Counts one more occurrence of the fault. */
  void happened() {
    times++;
  }

  int times() {
    return times;
  }

  boolean isOver() {
    return System.nanoTime() - start >= time.toNanos();
  }

  /** Lets clients ask until the time is over. */
  void waitUntilOver() {
    Await.until("the time is over", this::isOver);
  }

  double seconds() {
    return (System.nanoTime() - start) / 1e9;
  }

  User user() {
    return user;
  }

  RunningAgent agent() {
    return agent;
  }

  ClientLoad load() {
    return load;
  }

  void signal(String name) throws IOException {
    signals.send(name, agent.pid());
  }

  /** Starts as many clients as the fault wants; the time runs from then on. */
  void startClients() {
    start = System.nanoTime();
    load.start(fault.clients());
  }

  /**
   * Counts which of the two keys no longer sign, by OpenSSH's own check; a shim that has ended is
   * started again first.
   */
  int lostAfterwards() throws IOException {
    if (!agent.process().isAlive()) {
      restart();
    }
    int lost = 0;
    for (String key : List.of("key.pub", "going.pub")) {
      if (agent.run("ssh-add", "-T", key).status() != 0) {
        lost++;
      }
    }
    return lost;
  }

  @Override
  public void close() {
    load.close();
    agent.close();
    signals.close();
    user.run("sh", "-c", "keyctl link @us @s && keyctl clear @us").succeeded();
  }
}
