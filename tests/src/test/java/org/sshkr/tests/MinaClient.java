package org.sshkr.tests;

import java.io.IOException;
import java.security.KeyPair;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.sshd.agent.SshAgentFactory;
import org.apache.sshd.client.SshClient;
import org.apache.sshd.client.auth.pubkey.PublicKeyAuthenticationReporter;
import org.apache.sshd.client.config.hosts.HostConfigEntryResolver;
import org.apache.sshd.client.keyverifier.AcceptAllServerKeyVerifier;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.common.keyprovider.KeyIdentityProvider;

/** A MINA client with an agent and no keys of its own, and the algorithms that it signed with. */
record MinaClient(SshClient client, List<String> signed) implements AutoCloseable {
  private static final Duration LIMIT = Duration.ofMinutes(2);

  static MinaClient start(SshAgentFactory agents) {
    MinaClient made = new MinaClient(SshClient.setUpDefaultClient(), new CopyOnWriteArrayList<>());
    SshClient client = made.client;
    client.setAgentFactory(agents);
    client.setServerKeyVerifier(AcceptAllServerKeyVerifier.INSTANCE);
    client.setKeyIdentityProvider(KeyIdentityProvider.EMPTY_KEYS_PROVIDER);
    client.setHostConfigEntryResolver(HostConfigEntryResolver.EMPTY);
    client.setPublicKeyAuthenticationReporter(
        new PublicKeyAuthenticationReporter() {
          @Override
          public void signalSignatureAttempt(
              ClientSession session, String service, KeyPair key, String name, byte[] signature) {
            made.signed.add(name);
          }
        });
    client.start();
    return made;
  }

  /** A session that is not yet authenticated. The caller closes it. */
  ClientSession connect(int port) throws IOException {
    return client
        .connect(System.getProperty("user.name"), "127.0.0.1", port)
        .verify(LIMIT)
        .getSession();
  }

  /** A session that is logged in. The caller closes it. */
  ClientSession login(int port) throws IOException {
    ClientSession session = connect(port);
    try {
      session.auth().verify(LIMIT);
      return session;
    } catch (IOException e) {
      session.close(true);
      throw e;
    }
  }

  /** Logs in and runs {@code echo} there. */
  String echo(int port, String word) throws IOException {
    try (ClientSession session = login(port)) {
      return echo(session, word);
    }
  }

  static String echo(ClientSession session, String word) throws IOException {
    return session.executeRemoteCommand("echo " + word).strip();
  }

  @Override
  public void close() throws IOException {
    client.close();
  }
}
