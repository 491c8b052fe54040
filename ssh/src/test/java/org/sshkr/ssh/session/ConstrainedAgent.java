package org.sshkr.ssh.session;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.sshkr.ssh.agent.Extension;
import org.sshkr.ssh.agent.ExtensionFailure;
import org.sshkr.ssh.agent.Failure;
import org.sshkr.ssh.agent.IdentitiesAnswer;
import org.sshkr.ssh.agent.Request;
import org.sshkr.ssh.agent.RequestIdentities;
import org.sshkr.ssh.agent.SignRequest;
import org.sshkr.ssh.agent.SignResponse;
import org.sshkr.ssh.agent.Success;
import org.sshkr.ssh.constraint.DestinationConstraints;
import org.sshkr.ssh.wire.Blob;

/** The smallest agent with one RSA key that has destination constraints, for OpenSSH's ssh. */
final class ConstrainedAgent implements AutoCloseable {
  private final TestHost key;
  private final ServerSocketChannel server;
  private volatile DestinationConstraints constraints;

  /** The reasons of refusals, in order. */
  final List<String> refusals = new CopyOnWriteArrayList<>();

  /** The destinations of permitted signatures. */
  final List<Destination> logins = new CopyOnWriteArrayList<>();

  ConstrainedAgent(Path socket, TestHost key) throws IOException {
    this.key = key;
    server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    server.bind(UnixDomainSocketAddress.of(socket));
    daemon(this::accept);
  }

  void constrain(DestinationConstraints value) {
    constraints = value;
    refusals.clear();
    logins.clear();
  }

  private static void daemon(Runnable action) {
    Thread thread = new Thread(action, "agent");
    thread.setDaemon(true);
    thread.start();
  }

  private void accept() {
    try {
      while (true) {
        SocketChannel client = server.accept();
        daemon(() -> serve(client));
      }
    } catch (IOException e) {
      // closed
    }
  }

  private void serve(SocketChannel client) {
    BoundSessions sessions = new BoundSessions(InstantSource.system());
    try (client;
        DataInputStream in = new DataInputStream(Channels.newInputStream(client));
        DataOutputStream out = new DataOutputStream(Channels.newOutputStream(client))) {
      while (true) {
        byte[] answer = answer(sessions, in.readNBytes(in.readInt()));
        out.writeInt(answer.length);
        out.write(answer);
        out.flush();
      }
    } catch (IOException e) {
      // the client is gone
    }
  }

  private byte[] answer(BoundSessions sessions, byte[] message) {
    Request request = Request.decode(message);
    try {
      if (request instanceof RequestIdentities) {
        return new IdentitiesAnswer(
                sessions.permitsListing(constraints)
                    ? List.of(new IdentitiesAnswer.Identity(key.blob(), "constrained"))
                    : List.of())
            .encode();
      }
      if (request instanceof SignRequest sign) {
        logins.add(sessions.permitSignature(constraints, sign.key(), sign.data()));
        String algorithm =
            sign.flags() == SignRequest.RSA_SHA2_256 ? "rsa-sha2-256" : "rsa-sha2-512";
        byte[] signature = key.signature(algorithm, sign.data().toByteArray());
        return new SignResponse(algorithm, Blob.copyOf(signature)).encode();
      }
    } catch (SessionRefusal e) {
      refusals.add(e.getMessage());
      return new Failure().encode();
    }
    if (request instanceof Extension extension && extension.name().equals(SessionBind.NAME)) {
      try {
        sessions.bind(extension.contents());
        return new Success().encode();
      } catch (SessionRefusal e) {
        refusals.add(e.getMessage());
        return new ExtensionFailure().encode();
      }
    }
    return new Failure().encode();
  }

  @Override
  public void close() {
    try {
      server.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
