package org.sshkr.agent;

import java.util.List;
import org.sshkr.server.RawMessage;
import org.sshkr.ssh.agent.IdentitiesAnswer;
import org.sshkr.ssh.agent.SignRequest;
import org.sshkr.ssh.agent.SignResponse;
import org.sshkr.ssh.wire.Blob;

/** An agent that has no keys and does nothing: a test overrides what it needs. */
public class UnsupportiveAgent implements Agent {
  @Override
  public List<IdentitiesAnswer.Identity> identities(Client client) {
    return List.of();
  }

  @Override
  public SignResponse sign(SignRequest request, Client client) {
    throw new AgentRefusal("no keys");
  }

  @Override
  public void add(RawMessage message, Client client) {
    message.close();
    throw new AgentRefusal("no loader");
  }

  @Override
  public void remove(Blob key, Client client) {
    throw new AgentRefusal("no keys");
  }

  @Override
  public void removeAll(Client client) {}

  @Override
  public void lock(byte[] passphrase) {
    throw new AgentRefusal("no lock");
  }

  @Override
  public void unlock(byte[] passphrase) {
    throw new AgentRefusal("no lock");
  }
}
