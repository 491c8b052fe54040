package org.sshkr.client;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.util.ArrayList;
import java.util.List;
import org.apache.sshd.common.config.keys.AuthorizedKeyEntry;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.keyprovider.KeyPairProvider;
import org.apache.sshd.server.SshServer;
import org.apache.sshd.server.shell.ProcessShellFactory;

/** MINA's server in this process. It also takes a password. */
final class MinaServer implements TestServer {
  static final String PASSWORD = "not a secret";

  private final SshServer server = SshServer.setUpDefaultServer();

  private MinaServer() {}

  /** Starts a server that trusts the keys of {@code publicLines}, in OpenSSH's format. */
  static MinaServer start(List<String> publicLines) {
    MinaServer started = new MinaServer();
    List<PublicKey> trusted = new ArrayList<>();
    try {
      for (String line : publicLines) {
        trusted.add(AuthorizedKeyEntry.parseAuthorizedKeyEntry(line).resolvePublicKey(null, null));
      }
      KeyPairGenerator hostKeys = KeyPairGenerator.getInstance("EC");
      hostKeys.initialize(256);
      SshServer server = started.server;
      server.setHost("127.0.0.1");
      server.setKeyPairProvider(KeyPairProvider.wrap(hostKeys.generateKeyPair()));
      server.setPublickeyAuthenticator(
          (user, key, session) ->
              trusted.stream().anyMatch(known -> KeyUtils.compareKeys(known, key)));
      server.setPasswordAuthenticator((user, password, session) -> password.equals(PASSWORD));
      server.setCommandFactory(
          (channel, command) ->
              new ProcessShellFactory(command, "sh", "-c", command).createShell(channel));
      server.start();
      return started;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  SshServer server() {
    return server;
  }

  @Override
  public int port() {
    return server.getPort();
  }

  @Override
  public String user() {
    return "someone";
  }

  @Override
  public void close() {
    try {
      server.stop(true);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public String toString() {
    return "MINA";
  }
}
