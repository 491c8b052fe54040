package org.sshkr.client;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.apache.sshd.agent.SshAgent;
import org.apache.sshd.agent.SshAgentFactory;
import org.apache.sshd.agent.SshAgentServer;
import org.apache.sshd.common.FactoryManager;
import org.apache.sshd.common.channel.ChannelFactory;
import org.apache.sshd.common.session.ConnectionService;
import org.apache.sshd.common.session.Session;
import org.sshkr.keyring.Identity;
import org.sshkr.keyring.Keyring;
import org.sshkr.keyring.KeyringException;
import org.sshkr.keyring.KeyringSelector;
import org.sshkr.keyring.LinuxKeyring;

/**
 * Lets a MINA client log in with the keys of a keyring, in this process: no agent, no socket. Set
 * it before the client starts:
 *
 * <pre>{@code client.setAgentFactory(KeyringAgentFactory.create());}</pre>
 *
 * <p>Signatures are made on the keyring's own threads, so any thread may log in. A key that is gone
 * when its signature is needed is passed over, and the login goes on with the next key or method;
 * {@link AgentFailures#last} has the reason. For that, MINA's own "publickey" method is exchanged
 * for one that can do so when the client starts, unless the client has another already.
 *
 * <p>No server gets at the agent, unless {@link Builder#forwarding} was called and the session asks
 * for it too: MINA by itself would let any server.
 */
public final class KeyringAgentFactory implements SshAgentFactory, AutoCloseable {
  private final Optional<Keyring> keyring;
  private final boolean ownsKeyring;
  private final Predicate<Identity> filter;
  private final Optional<SshAgentFactory> upstream;
  private final boolean forwarding;

  private KeyringAgentFactory(Builder builder, Optional<Keyring> keyring, boolean ownsKeyring) {
    this.keyring = keyring;
    this.ownsKeyring = ownsKeyring;
    this.filter = builder.filter;
    this.upstream = builder.upstream;
    this.forwarding = builder.forwarding;
  }

  /**
   * All keys of the user-session keyring, and no others.
   *
   * @throws KeyringException.Unavailable if there are no keyrings here
   */
  public static KeyringAgentFactory create() {
    return builder().build();
  }

  /** Starts from what {@link #create} makes. */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * For MINA, at each authentication.
   *
   * @return null if there is neither a keyring nor an upstream agent
   */
  @Override
  public SshAgent createClient(Session session, FactoryManager manager) throws IOException {
    if (keyring.isEmpty()) {
      return upstream.isEmpty() ? null : upstream.get().createClient(session, manager);
    }
    return new InProcessAgent(keyring.get(), filter, createUpstream(session, manager), session);
  }

  /** An upstream agent that can't be reached must not keep the keyring's keys from being used. */
  private Optional<SshAgent> createUpstream(Session session, FactoryManager manager) {
    if (upstream.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.ofNullable(upstream.get().createClient(session, manager));
    } catch (IOException e) {
      AgentFailures.record(session, e);
      return Optional.empty();
    }
  }

  /** For MINA, when a client starts. Empty, unless {@link Builder#forwarding} was called. */
  @Override
  public List<ChannelFactory> getChannelForwardingFactories(FactoryManager manager) {
    ResilientPublicKeyAuth.installIn(manager);
    HostProof.keepIn(manager);
    return forwarding ? List.of(ForwardingChannel.factory(this::link)) : List.of();
  }

  private AgentLink link(Session session) throws IOException {
    SshAgent agent = createClient(session, session.getFactoryManager());
    if (agent == null) {
      throw new IOException("there is no agent to forward");
    }
    return new AgentMessages(agent);
  }

  /** For MINA servers, which this is not for: always throws. See {@link ForwardedAgentFactory}. */
  @Override
  public SshAgentServer createServer(ConnectionService service) throws IOException {
    throw new IOException("the sessions of a server can't use a keyring agent");
  }

  /**
   * Ends the threads of the keyring that this opened, after which no login finds a key in it. The
   * keys stay. Optional: idle threads end by themselves and never keep a program from ending.
   */
  @Override
  public void close() {
    if (ownsKeyring) {
      keyring.ifPresent(Keyring::close);
    }
  }

  /** What to build a {@link KeyringAgentFactory} from. */
  public static final class Builder {
    private Supplier<Keyring> opener = () -> LinuxKeyring.open(KeyringSelector.USER_SESSION);
    private boolean opens = true;
    private Predicate<Identity> filter = identity -> true;
    private Optional<SshAgentFactory> upstream = Optional.empty();
    private boolean optional;
    private boolean forwarding;

    private Builder() {}

    /** The kernel keyring whose keys are used; the default is the user-session keyring. */
    public Builder keyring(KeyringSelector selector) {
      return openedBy(() -> LinuxKeyring.open(selector));
    }

    /** A keyring that the caller opened, and closes after the last login. */
    public Builder keyring(Keyring keyring) {
      openedBy(() -> keyring);
      opens = false;
      return this;
    }

    Builder openedBy(Supplier<Keyring> opener) {
      this.opener = opener;
      opens = true;
      return this;
    }

    /**
     * Which of the keyring's keys may be used at all, say by {@code publicKey().fingerprint()} or
     * {@code comment()}. The filter is asked by many threads.
     */
    public Builder filter(Predicate<Identity> filter) {
      this.filter = filter;
      return this;
    }

    /**
     * Another agent, whose keys are tried after the keyring's: for other key types. One that can't
     * be reached is passed over.
     */
    public Builder upstream(SshAgentFactory factory) {
      this.upstream = Optional.of(factory);
      return this;
    }

    /**
     * Where there are no keyrings, in most containers and on other systems, use the upstream agent
     * alone, or none, instead of failing.
     */
    public Builder optional() {
      this.optional = true;
      return this;
    }

    /**
     * Lets servers use the agent through a session, as {@code ssh -A} does, if that session asks
     * for it with {@code setAgentForwarding(true)} on a channel. While it lasts, whoever is root
     * there can log in elsewhere with these keys.
     */
    public Builder forwarding() {
      this.forwarding = true;
      return this;
    }

    /**
     * Opens the keyring.
     *
     * @throws KeyringException.Unavailable if there are no keyrings here, unless {@link #optional}
     */
    public KeyringAgentFactory build() {
      try {
        return new KeyringAgentFactory(this, Optional.of(opener.get()), opens);
      } catch (KeyringException.Unavailable e) {
        if (!optional) {
          throw e;
        }
        return new KeyringAgentFactory(this, Optional.empty(), false);
      }
    }
  }
}
