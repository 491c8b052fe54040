package org.sshkr.client;

import java.util.List;
import org.apache.sshd.client.ClientFactoryManager;
import org.apache.sshd.common.AttributeRepository.AttributeKey;
import org.apache.sshd.common.FactoryManager;
import org.apache.sshd.common.digest.Digest;
import org.apache.sshd.common.kex.KeyExchange;
import org.apache.sshd.common.kex.KeyExchangeFactory;
import org.apache.sshd.common.session.Session;
import org.apache.sshd.common.util.buffer.Buffer;
import org.sshkr.ssh.agent.Extension;
import org.sshkr.ssh.session.SessionBind;
import org.sshkr.ssh.wire.Blob;
import org.sshkr.ssh.wire.WireReader;

/**
 * A server's proof, from the first key exchange of a session, that it is at the other end. An agent
 * needs it before it uses a key that is for some hosts only (OpenSSH's PROTOCOL.agent, section 1).
 * MINA verifies it but does not keep it, so the client's key exchanges are wrapped.
 *
 * @param hostKey as the server sent it
 * @param sessionId the exchange hash
 * @param signature of the exchange hash by the host key
 */
record HostProof(Blob hostKey, Blob sessionId, Blob signature) {
  private static final AttributeKey<HostProof> KEY = new AttributeKey<>();

  /** The proof of {@code session}; null if it has none, or if there is no session. */
  static HostProof of(Session session) {
    return session == null ? null : session.getAttribute(KEY);
  }

  /**
   * Encodes the agent's extension request session-bind@openssh.com, without its length.
   *
   * @param forwarding whether the server will use the connection
   */
  byte[] bindRequest(boolean forwarding) {
    SessionBind bind = new SessionBind(hostKey, sessionId, signature, forwarding);
    return new Extension(SessionBind.NAME, bind.encode()).encode();
  }

  /**
   * Makes the sessions of a client keep their proofs. A manager that is not a client is left
   * unchanged.
   */
  static void keepIn(FactoryManager manager) {
    if (manager instanceof ClientFactoryManager client) {
      List<KeyExchangeFactory> factories = client.getKeyExchangeFactories();
      client.setKeyExchangeFactories(factories.stream().map(HostProof::wrap).toList());
    }
  }

  private static KeyExchangeFactory wrap(KeyExchangeFactory factory) {
    return factory instanceof Wrapped ? factory : new Wrapped(factory);
  }

  private record Wrapped(KeyExchangeFactory factory) implements KeyExchangeFactory {
    @Override
    public String getName() {
      return factory.getName();
    }

    @Override
    public KeyExchange createKeyExchange(Session session) throws Exception {
      return new Watched(factory.createKeyExchange(session));
    }
  }

  private record Watched(KeyExchange exchange) implements KeyExchange {
    /** The message that ends an exchange: host key, the server's public value, signature. */
    @Override
    public boolean next(int command, Buffer buffer) throws Exception {
      byte[] message = new byte[buffer.available()];
      System.arraycopy(buffer.array(), buffer.rpos(), message, 0, message.length);
      boolean verified = exchange.next(command, buffer);
      if (verified && exchange.getSession().getAttribute(KEY) == null) {
        WireReader in = new WireReader(message);
        Blob hostKey = Blob.copyOf(in.readString());
        in.readString();
        Blob signature = Blob.copyOf(in.readString());
        exchange
            .getSession()
            .setAttribute(KEY, new HostProof(hostKey, Blob.copyOf(getH()), signature));
      }
      return verified;
    }

    @Override
    public void init(byte[] v_s, byte[] v_c, byte[] i_s, byte[] i_c) throws Exception {
      exchange.init(v_s, v_c, i_s, i_c);
    }

    @Override
    public Digest getHash() {
      return exchange.getHash();
    }

    @Override
    public byte[] getH() {
      return exchange.getH();
    }

    @Override
    public byte[] getK() {
      return exchange.getK();
    }

    @Override
    public String getName() {
      return exchange.getName();
    }

    @Override
    public Session getSession() {
      return exchange.getSession();
    }
  }
}
