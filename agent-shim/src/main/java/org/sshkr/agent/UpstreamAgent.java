package org.sshkr.agent;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import org.sshkr.server.RawMessage;
import org.sshkr.ssh.agent.AddIdentity;
import org.sshkr.ssh.agent.IdentitiesAnswer;
import org.sshkr.ssh.agent.RemoveAllIdentities;
import org.sshkr.ssh.agent.RemoveIdentity;
import org.sshkr.ssh.agent.RequestIdentities;
import org.sshkr.ssh.agent.Response;
import org.sshkr.ssh.agent.SignRequest;
import org.sshkr.ssh.agent.SignResponse;
import org.sshkr.ssh.agent.Success;
import org.sshkr.ssh.wire.Blob;

/**
 * Combines a keyring's identities with those of another agent behind it, since the kernel signs
 * with RSA only. Requests for keys of the keyring stay there; all others go to the other agent,
 * which has its own constraints and confirmations. If that agent is gone or slow, only its own keys
 * are missing; a displaced agent that is gone counts as none. While the keyring is locked, the
 * other agent is not asked.
 */
public final class UpstreamAgent implements Agent {
  /** A list must be there at once; only a signature may wait for a touch or a PIN. */
  private static final Duration TO_LIST = Duration.ofSeconds(1);

  private static final Duration TO_ANSWER = Duration.ofSeconds(60);

  /** After the agent has not answered in time, lists leave it out for this long. */
  private static final Duration REST = Duration.ofSeconds(10);

  /** Limits the requests that wait for the agent, so that threads remain for the kernel's keys. */
  private static final int AT_A_TIME = 8;

  private final KeyringAgent kernel;
  private final Upstream upstream;
  private final Path own;
  private final LoopMark mark = LoopMark.random();

  /** Marks of other agents on their way to the agent behind this one. */
  private final Set<LoopMark> passing = ConcurrentHashMap.newKeySet();

  private final Consumer<String> log;
  private final Semaphore free = new Semaphore(AT_A_TIME);
  private final Map<Client, UpstreamLink> links =
      Collections.synchronizedMap(new IdentityHashMap<>());
  private volatile long restsUntil = System.nanoTime();

  /**
   * Creates an agent with both agents' identities.
   *
   * @param upstream the other agent
   * @param own socket on which this agent listens
   * @param log takes a line when the other agent can't be asked
   */
  UpstreamAgent(KeyringAgent kernel, Upstream upstream, Path own, Consumer<String> log) {
    this.kernel = kernel;
    this.upstream = upstream;
    this.own = own;
    this.log = log;
  }

  @Override
  public List<IdentitiesAnswer.Identity> identities(Client client) {
    Optional<List<IdentitiesAnswer.Identity>> unlocked = kernel.unlockedIdentities(client);
    List<IdentitiesAnswer.Identity> all = new ArrayList<>(unlocked.orElse(List.of()));
    if (unlocked.isPresent() && System.nanoTime() - restsUntil >= 0 && stands(client)) {
      try {
        if (ask(client, TO_LIST, new RequestIdentities().encode())
            instanceof IdentitiesAnswer answer) {
          for (IdentitiesAnswer.Identity identity : answer.identities()) {
            if (all.stream().noneMatch(one -> one.key().equals(identity.key()))) {
              all.add(identity);
            }
          }
        }
      } catch (AgentRefusal e) {
        log.accept("the keys of the upstream agent are not listed: " + e.getMessage());
      }
    }
    return all;
  }

  @Override
  public SignResponse sign(SignRequest request, Client client) {
    if (kernel.holds(request.key()) || !stands(client)) {
      return kernel.sign(request, client);
    }
    if (ask(client, TO_ANSWER, request.encode()) instanceof SignResponse response) {
      return response;
    }
    throw new AgentRefusal("neither the keyring nor the upstream agent signs with this key");
  }

  @Override
  public void add(RawMessage message, Client client) {
    if (kernel.isUsable(AddIdentity.read(message.bytes())) || !stands(client)) {
      kernel.add(message, client);
      return;
    }
    kernel.requireUnlocked();
    require(ask(client, TO_ANSWER, message.bytes()), "add the key");
  }

  @Override
  public void remove(Blob key, Client client) {
    if (kernel.holds(key) || !stands(client)) {
      kernel.remove(key, client);
    } else {
      require(ask(client, TO_ANSWER, new RemoveIdentity(key).encode()), "remove the key");
    }
  }

  @Override
  public void removeAll(Client client) {
    kernel.removeAll(client);
    if (!stands(client)) {
      return;
    }
    require(ask(client, TO_ANSWER, new RemoveAllIdentities().encode()), "remove its keys");
  }

  @Override
  public void lock(byte[] passphrase) {
    kernel.lock(passphrase);
  }

  @Override
  public void unlock(byte[] passphrase) {
    kernel.unlock(passphrase);
  }

  @Override
  public void bound(Blob contents, Client client) {
    try {
      link(client).bind(contents);
    } catch (IOException e) {
      log.accept("the upstream agent is not bound to the session: " + e.getMessage());
    }
  }

  @Override
  public void gone(Client client) {
    UpstreamLink link = links.remove(client);
    if (link != null) {
      link.close();
    }
  }

  @Override
  public Optional<Path> upstream() {
    try (UpstreamLink link = newLink()) {
      link.open();
      return Optional.of(link.socket());
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  @Override
  public boolean leadsTo(LoopMark other) {
    if (other.equals(mark)) {
      return true;
    }
    if (!passing.add(other)) {
      return false; // a loop that does not include the agent that asks
    }
    try {
      return UpstreamLink.leadsTo(upstream.sockets(own), other);
    } finally {
      passing.remove(other);
    }
  }

  private UpstreamLink newLink() {
    return new UpstreamLink(() -> upstream.sockets(own), mark);
  }

  private UpstreamLink link(Client client) {
    return links.computeIfAbsent(client, one -> newLink());
  }

  /**
   * Whether there is another agent to ask. An agent that the user named always counts: if it can't
   * be reached, that is an error. A displaced agent may have ended with its session.
   */
  private boolean stands(Client client) {
    if (!upstream.displaced()) {
      return upstream.socket().isPresent();
    }
    if (upstream.sockets(own).isEmpty()) {
      return false;
    }
    try {
      link(client).open();
      return true;
    } catch (IOException e) {
      log.accept("the displaced agent is not asked: " + e.getMessage());
      noteSilence(e);
      return false;
    }
  }

  private void noteSilence(IOException e) {
    if (e.getCause() instanceof SocketTimeoutException) {
      restsUntil = System.nanoTime() + REST.toNanos();
    }
  }

  private static void require(Response response, String what) {
    if (!(response instanceof Success)) {
      throw new AgentRefusal("the upstream agent refused to " + what);
    }
  }

  private Response ask(Client client, Duration limit, byte[] message) {
    return ask(client, limit, ByteBuffer.wrap(message));
  }

  private Response ask(Client client, Duration limit, ByteBuffer message) {
    if (!free.tryAcquire()) {
      throw new AgentRefusal("too many requests wait for the upstream agent");
    }
    try {
      Response response = link(client).ask(limit, message);
      restsUntil = System.nanoTime();
      return response;
    } catch (IOException e) {
      noteSilence(e);
      throw new AgentRefusal(e.getMessage());
    } finally {
      free.release();
    }
  }
}
