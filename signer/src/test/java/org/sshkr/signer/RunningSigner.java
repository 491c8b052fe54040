package org.sshkr.signer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.sshkr.keyring.KeyringSelector;
import org.sshkr.keyring.signer.SignerKeyring;
import org.sshkr.keyring.signer.SignerSocket;
import org.sshkr.keyring.signer.SignerStatus;
import org.sshkr.process.PeerCredentials;
import org.sshkr.server.AgentServer;
import org.sshkr.server.AgentSocket;
import org.sshkr.server.ServerLimits;
import org.sshkr.ssh.agent.AgentConnection;

/** A signer in this process, whose keys are in the process keyring. */
final class RunningSigner implements AutoCloseable {
  private static final SignerStatus STATUS = new SignerStatus(true, 128);

  private final List<String> log = Collections.synchronizedList(new ArrayList<>());
  private final SleepingKeys keys;
  private final Locks locks;
  private final Inboxes inboxes = new Inboxes();
  private final AgentSocket socket;
  private final AgentServer server;

  private RunningSigner(AgentSocket socket, InstantSource clock) throws IOException {
    this.keys = SleepingKeys.open(KeyringSelector.PROCESS, clock);
    this.locks = Locks.open(keys);
    this.socket = socket;
    this.server =
        new AgentServer(
            socket.channel(),
            PeerCredentials::of,
            this::handler,
            keys::newThread,
            log::add,
            Optional.empty(),
            ServerLimits.DEFAULT.withTurns());
  }

  static RunningSigner start(Path directory) throws IOException {
    return start(directory, InstantSource.system());
  }

  static RunningSigner start(Path directory, InstantSource clock) throws IOException {
    RunningSigner signer = new RunningSigner(AgentSocket.bind(directory.resolve("signer")), clock);
    signer.server.start();
    return signer;
  }

  /** Answers a client as if the kernel had reported these credentials. */
  SignerHandler handler(PeerCredentials peer) {
    return new SignerHandler(STATUS, keys, locks, inboxes, peer, log::add, () -> {});
  }

  /** A connection of a client that knows the protocol only. */
  AgentConnection connect() throws IOException {
    return AgentConnection.open(socket.path(), Duration.ofSeconds(20));
  }

  /** What it says. */
  List<String> log() {
    return log;
  }

  /** Its keys, on the side of the signer. */
  SleepingKeys keys() {
    return keys;
  }

  /** Its keys, on the side of a client. */
  SignerKeyring client(Runnable requireUnlocked) {
    return new SignerKeyring(
        new SignerSocket(socket.path(), Optional.empty()),
        false,
        InstantSource.system(),
        requireUnlocked);
  }

  /** Waits for something that happens in the kernel's own time, 20 s at most. */
  static void await(BooleanSupplier condition) {
    long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    while (!condition.getAsBoolean() && System.nanoTime() < deadline) {
      Thread.onSpinWait();
    }
    assertThat(condition.getAsBoolean()).isTrue();
  }

  @Override
  public void close() throws IOException {
    server.stop();
    socket.close();
    keys.close();
  }
}
