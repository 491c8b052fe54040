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
import org.sshkr.keyring.signer.Keyrings;

/**
 * Lets a MINA client log in with the keys of a keyring, in this process: no agent, no socket. Set
 * it before the client starts:
 *
 * <pre>{@code client.setAgentFactory(KeyringAgentFactory.create());}</pre>
 *
 * <p>Signatures are made on the keyring's own threads, so any thread may log in. If a key is gone
 * when its signature is needed, the login goes on with the next key or method; {@link
 * AgentFailures#last} has the reason. For this, MINA's own "publickey" method is replaced when the
 * client starts, unless the client has already set another.
 *
 * <p>A server can use the agent only if {@link Builder#forwarding} was called and the session asks
 * for it too: MINA by itself would let any server use it.
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
   * Uses all keys of the user-session keyring, and those of ssh-signer-kr where that is installed.
   *
   * @throws KeyringException.Unavailable if there are no keyrings here
   */
  public static KeyringAgentFactory create() {
    return builder().build();
  }

  /** Starts with the settings of {@link #create}. */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * Called by MINA at each authentication.
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

  /**
   * Creates the upstream agent; one that can't be reached must not prevent the use of the keyring.
   */
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

  /** Called by MINA when a client starts. Empty unless {@link Builder#forwarding} was called. */
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

  /** Always throws: this class is not for MINA servers. See {@link ForwardedAgentFactory}. */
  @Override
  public SshAgentServer createServer(ConnectionService service) throws IOException {
    throw new IOException("the sessions of a server can't use a keyring agent");
  }

  /**
   * Ends the threads of the keyring that this factory opened; later logins find no key in it. The
   * keys stay. Calling this is optional: idle threads end by themselves and never keep a program
   * from ending.
   */
  @Override
  public void close() {
    if (ownsKeyring) {
      keyring.ifPresent(Keyring::close);
    }
  }

  /** The settings of a {@link KeyringAgentFactory}. */
  public static final class Builder {
    private Supplier<Keyring> opener = () -> Keyrings.open(KeyringSelector.USER_SESSION);
    private boolean opens = true;
    private Predicate<Identity> filter = identity -> true;
    private Optional<SshAgentFactory> upstream = Optional.empty();
    private boolean optional;
    private boolean forwarding;

    private Builder() {}

    /**
     * Sets the kernel keyring whose keys are used; the default is the user-session keyring. Beside
     * a keyring that is the user's as a whole, the keys of ssh-signer-kr are used too.
     */
    public Builder keyring(KeyringSelector selector) {
      return openedBy(() -> Keyrings.open(selector));
    }

    /** Sets a keyring that the caller has opened, and closes after the last login. */
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
     * Sets a filter for the keyring's keys that may be used at all, for example by {@code
     * publicKey().fingerprint()} or {@code comment()}. Many threads call the filter.
     */
    public Builder filter(Predicate<Identity> filter) {
      this.filter = filter;
      return this;
    }

    /**
     * Adds another agent, for keys of other types; its keys are tried after the keyring's. If it
     * can't be reached, it is skipped.
     */
    public Builder upstream(SshAgentFactory factory) {
      this.upstream = Optional.of(factory);
      return this;
    }

    /**
     * Uses the upstream agent alone, or none, instead of failing where there are no keyrings, as in
     * most containers and on other systems.
     */
    public Builder optional() {
      this.optional = true;
      return this;
    }

    /**
     * Lets servers use the agent through a session, like {@code ssh -A}, if that session asks for
     * it with {@code setAgentForwarding(true)} on a channel. As long as the session lasts, root on
     * the server can log in elsewhere with these keys.
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
