package org.sshkr.agent;

import java.util.Arrays;
import java.util.List;
import org.sshkr.keyring.KeyringException;
import org.sshkr.server.MessageHandler;
import org.sshkr.server.RawMessage;
import org.sshkr.ssh.agent.AddIdentity;
import org.sshkr.ssh.agent.Extension;
import org.sshkr.ssh.agent.ExtensionFailure;
import org.sshkr.ssh.agent.ExtensionResponse;
import org.sshkr.ssh.agent.Failure;
import org.sshkr.ssh.agent.Framing;
import org.sshkr.ssh.agent.IdentitiesAnswer;
import org.sshkr.ssh.agent.Lock;
import org.sshkr.ssh.agent.RemoveAllIdentities;
import org.sshkr.ssh.agent.RemoveIdentity;
import org.sshkr.ssh.agent.Request;
import org.sshkr.ssh.agent.RequestIdentities;
import org.sshkr.ssh.agent.Response;
import org.sshkr.ssh.agent.SignRequest;
import org.sshkr.ssh.agent.SignResponse;
import org.sshkr.ssh.agent.Success;
import org.sshkr.ssh.agent.UnknownRequest;
import org.sshkr.ssh.agent.Unlock;
import org.sshkr.ssh.agent.UpstreamQuery;
import org.sshkr.ssh.session.SessionBind;
import org.sshkr.ssh.session.SessionRefusal;
import org.sshkr.ssh.wire.WireFormatException;

/**
 * Answers the messages of one client with an agent. On any failure the client gets FAILURE and the
 * log gets the reason.
 */
public final class RequestHandler implements MessageHandler {
  private static final byte[] FAILURE = new Failure().encode();

  private static final List<String> EXTENSIONS =
      List.of(Extension.QUERY, SessionBind.NAME, UpstreamQuery.NAME, LoopMark.NAME);

  private final Agent agent;
  private final Client client;
  private final AgentLog log;

  /**
   * Creates a handler for one client's requests, one after the other.
   *
   * @param log takes one line about each signature and each request that fails
   */
  public RequestHandler(Agent agent, Client client, AgentLog log) {
    this.agent = agent;
    this.client = client;
    this.log = log;
  }

  @Override
  public boolean startsProgram(RawMessage message) {
    return AddIdentity.isOne(message.type());
  }

  /** None is: a signature may wait for a person, for the signer or for the agent behind. */
  @Override
  public boolean isQuick(RawMessage message) {
    return false;
  }

  @Override
  public byte[] failure() {
    return FAILURE.clone();
  }

  /** Also closes requests that may hold a key or a passphrase. */
  @Override
  public byte[] handle(RawMessage message) {
    try (message) {
      byte[] answer = answer(message).encode();
      if (answer.length <= Framing.MAX_MESSAGE) {
        return answer;
      }
      log.say("an answer of " + answer.length + " bytes is too long; remove some keys");
    } catch (WireFormatException e) {
      log.say("malformed request: " + e.getMessage());
    } catch (AgentRefusal | SessionRefusal | KeyringException e) {
      log.say(e.getMessage());
    } catch (RuntimeException e) {
      log.say("internal error, please report it: " + e);
    }
    return failure();
  }

  /** Tells the agent that the client is gone. */
  @Override
  public void close() {
    agent.gone(client);
  }

  private Response answer(RawMessage message) {
    if (AddIdentity.isOne(message.type())) {
      agent.add(message, client);
      log.detail(() -> "a key was added for " + client);
      return new Success();
    }
    byte[] bytes = message.copyToHeap();
    try {
      Request request = Request.decode(bytes);
      log.detail(() -> request.getClass().getSimpleName() + " from " + client);
      return answer(request);
    } finally {
      Arrays.fill(bytes, (byte) 0);
    }
  }

  private Response answer(Request request) {
    if (request instanceof RequestIdentities) {
      return new IdentitiesAnswer(agent.identities(client));
    }
    if (request instanceof SignRequest sign) {
      return sign(sign);
    }
    if (request instanceof RemoveIdentity remove) {
      agent.remove(remove.key(), client);
      return new Success();
    }
    if (request instanceof RemoveAllIdentities) {
      agent.removeAll(client);
      return new Success();
    }
    if (request instanceof Lock lock) {
      try (lock) {
        agent.lock(lock.passphrase());
      }
      return new Success();
    }
    if (request instanceof Unlock unlock) {
      try (unlock) {
        agent.unlock(unlock.passphrase());
      }
      return new Success();
    }
    if (request instanceof Extension extension) {
      return extension(extension);
    }
    if (request instanceof UnknownRequest unknown) {
      throw new AgentRefusal("request of type " + unknown.type() + " is not supported");
    }
    throw new AssertionError(request);
  }

  private Response sign(SignRequest request) {
    SignatureAudit audit = new SignatureAudit(request, client, log.hash());
    try {
      SignResponse response = agent.sign(request, client);
      log.say(audit.signed(response));
      return response;
    } catch (AgentRefusal | SessionRefusal | KeyringException e) {
      log.say(audit.refused(e.getMessage()));
      return new Failure();
    }
  }

  private Response extension(Extension extension) {
    return switch (extension.name()) {
      case Extension.QUERY -> ExtensionResponse.ofQuery(EXTENSIONS);
      case SessionBind.NAME -> {
        try {
          client.sessions().bind(extension.contents());
          agent.bound(extension.contents(), client);
          yield new Success();
        } catch (SessionRefusal e) {
          log.say(e.getMessage());
          yield new ExtensionFailure();
        }
      }
      case UpstreamQuery.NAME -> UpstreamQuery.answer(agent.upstream());
      case LoopMark.NAME ->
          agent.leadsTo(LoopMark.decode(extension.contents()))
              ? new Success()
              : new ExtensionFailure();
      default -> throw new AgentRefusal("an extension that is not known was asked for");
    };
  }
}
