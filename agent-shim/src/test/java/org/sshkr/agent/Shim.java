package org.sshkr.agent;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.sshkr.keyring.InMemoryKeyring;
import org.sshkr.server.AgentServer;
import org.sshkr.server.AgentSocket;
import org.sshkr.server.PeerCheck;
import org.sshkr.server.RawMessage;
import org.sshkr.server.ServerLimits;

/** A shim with a keyring in memory, on a real socket, with another agent behind it. */
final class Shim implements AutoCloseable {
  final InMemoryKeyring keyring = new InMemoryKeyring();
  final Queue<String> log = new ConcurrentLinkedQueue<>();
  private final AgentSocket socket;
  private final AgentServer server;
  private final Thread thread;

  record Result(int status, String out) {}

  Shim(Path path, Upstream upstream) throws IOException {
    socket = AgentSocket.bind(path);
    UpstreamAgent agent =
        new UpstreamAgent(
            new KeyringAgent(keyring, (identity, client, purpose) -> {}, Shim::refuse, true),
            upstream,
            path,
            log::add);
    server =
        new AgentServer(
            socket.channel(),
            PeerCheck.sameUserOrRoot(),
            peer -> new RequestHandler(agent, new Client(peer), AgentLog.to(log::add)),
            Thread::new,
            log::add,
            Optional.empty(),
            ServerLimits.DEFAULT);
    thread = server.start();
  }

  private static void refuse(RawMessage message) {
    message.close();
    throw new AgentRefusal("RSA went to the loader");
  }

  Path path() {
    return socket.path();
  }

  /** Runs a program with this shim as its agent. */
  Result run(Path directory, String... words) throws IOException, InterruptedException {
    ProcessBuilder builder =
        new ProcessBuilder(words).directory(directory.toFile()).redirectErrorStream(true);
    builder.environment().put("SSH_AUTH_SOCK", socket.path().toString());
    Process process = builder.start();
    process.getOutputStream().close();
    String out = new String(process.getInputStream().readAllBytes(), UTF_8);
    return new Result(process.waitFor(), out);
  }

  @Override
  public void close() throws IOException {
    server.stop();
    try {
      thread.join();
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
    socket.close();
  }
}
