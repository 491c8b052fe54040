package org.sshkr.client;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.KeyPair;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.apache.sshd.agent.SshAgentFactory;
import org.apache.sshd.client.SshClient;
import org.apache.sshd.client.auth.pubkey.PublicKeyAuthenticationReporter;
import org.apache.sshd.client.auth.pubkey.UserAuthPublicKeyFactory;
import org.apache.sshd.client.config.hosts.HostConfigEntryResolver;
import org.apache.sshd.client.keyverifier.AcceptAllServerKeyVerifier;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.keyprovider.KeyIdentityProvider;
import org.apache.sshd.common.signature.BuiltinSignatures;

/** A MINA client with an agent factory and no keys of its own, which records what it tried. */
public final class TestClient implements AutoCloseable {
  static final Duration LIMIT = Duration.ofMinutes(2);

  private final SshClient client = SshClient.setUpDefaultClient();
  private final List<String> signed = new CopyOnWriteArrayList<>();
  private final List<String> tried = new CopyOnWriteArrayList<>();
  private final List<String> skipped = new CopyOnWriteArrayList<>();
  private Runnable beforeSigning = () -> {};

  /** Creates a client that is not yet started. */
  public TestClient(SshAgentFactory factory) {
    client.setAgentFactory(factory);
    client.setServerKeyVerifier(AcceptAllServerKeyVerifier.INSTANCE);
    client.setKeyIdentityProvider(KeyIdentityProvider.EMPTY_KEYS_PROVIDER);
    client.setHostConfigEntryResolver(HostConfigEntryResolver.EMPTY);
    client.setPublicKeyAuthenticationReporter(new Reporter());
  }

  private final class Reporter implements PublicKeyAuthenticationReporter {
    @Override
    public void signalAuthenticationAttempt(
        ClientSession session, String service, KeyPair identity, String algorithm) {
      tried.add(KeyUtils.getFingerPrint(identity.getPublic()));
      beforeSigning.run();
    }

    @Override
    public void signalSignatureAttempt(
        ClientSession session, String service, KeyPair key, String algorithm, byte[] signature) {
      signed.add(algorithm);
    }

    @Override
    public void signalIdentitySkipped(ClientSession session, String service, KeyPair identity) {
      skipped.add(KeyUtils.getFingerPrint(identity.getPublic()));
    }
  }

  /** Changes the client; has no effect once it is started. */
  public TestClient configure(Consumer<SshClient> change) {
    change.accept(client);
    return this;
  }

  /** Lets it sign with this algorithm only. */
  public TestClient signWith(BuiltinSignatures algorithm) {
    return configure(
        unstarted ->
            unstarted.setUserAuthFactories(
                List.of(new UserAuthPublicKeyFactory(List.of(algorithm)))));
  }

  /** Runs {@code action} each time after keys have been listed and before one signs. */
  public TestClient beforeSigning(Runnable action) {
    beforeSigning = action;
    return this;
  }

  /** The algorithms of the signatures that were sent. */
  public List<String> signed() {
    return List.copyOf(signed);
  }

  /** Fingerprints of the keys that were offered to the server. */
  public List<String> tried() {
    return List.copyOf(tried);
  }

  /** Fingerprints of the keys that did not sign. */
  public List<String> skipped() {
    return List.copyOf(skipped);
  }

  /** Opens a session of this process's user that is not yet authenticated. The caller closes it. */
  public ClientSession connect(int port) throws IOException {
    return connect(System.getProperty("user.name"), port);
  }

  ClientSession connect(TestServer server) throws IOException {
    return connect(server.user(), server.port());
  }

  private ClientSession connect(String user, int port) throws IOException {
    start();
    return client.connect(user, "127.0.0.1", port).verify(LIMIT).getSession();
  }

  private synchronized void start() {
    if (!client.isStarted()) {
      client.start();
    }
  }

  /** Opens a session of this process's user that is logged in. The caller closes it. */
  public ClientSession login(int port) throws IOException {
    return authenticated(connect(port));
  }

  ClientSession login(TestServer server) throws IOException {
    return authenticated(connect(server));
  }

  private static ClientSession authenticated(ClientSession session) throws IOException {
    try {
      session.auth().verify(LIMIT);
      return session;
    } catch (IOException e) {
      session.close(true);
      throw e;
    }
  }

  /** Logs in and runs {@code echo} there. */
  public String echo(int port, String word) throws IOException {
    try (ClientSession session = login(port)) {
      return echo(session, word);
    }
  }

  String echo(TestServer server, String word) throws IOException {
    try (ClientSession session = login(server)) {
      return echo(session, word);
    }
  }

  /** Runs {@code echo} in a session. */
  public static String echo(ClientSession session, String word) throws IOException {
    return session.executeRemoteCommand("echo " + word).strip();
  }

  @Override
  public void close() {
    try {
      client.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
