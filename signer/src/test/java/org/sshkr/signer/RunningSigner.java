package org.sshkr.signer;

import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.sshkr.keyring.KeyringSelector;
import org.sshkr.keyring.signer.SignerKeyring;
import org.sshkr.keyring.signer.SignerSocket;
import org.sshkr.keyring.signer.SignerStatus;
import org.sshkr.process.PeerCredentials;
import org.sshkr.server.AgentServer;
import org.sshkr.server.AgentSocket;
import org.sshkr.server.ServerLimits;

/** A signer in this process, whose keys are in the process keyring. */
final class RunningSigner implements AutoCloseable {
  private static final SignerStatus STATUS = new SignerStatus(true, 128);

  private final List<String> log = Collections.synchronizedList(new ArrayList<>());
  private final SleepingKeys keys;
  private final AgentSocket socket;
  private final AgentServer server;

  private RunningSigner(AgentSocket socket) throws IOException {
    this.keys = SleepingKeys.open(KeyringSelector.PROCESS, InstantSource.system());
    this.socket = socket;
    Inboxes inboxes = new Inboxes();
    this.server =
        new AgentServer(
            socket.channel(),
            PeerCredentials::of,
            peer -> new SignerHandler(STATUS, keys, inboxes, peer, log::add, () -> {}),
            keys::newThread,
            log::add,
            Optional.empty(),
            ServerLimits.DEFAULT.withTurns());
  }

  static RunningSigner start(Path directory) throws IOException {
    RunningSigner signer = new RunningSigner(AgentSocket.bind(directory.resolve("signer")));
    signer.server.start();
    return signer;
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

  @Override
  public void close() throws IOException {
    server.stop();
    socket.close();
    keys.close();
  }
}
