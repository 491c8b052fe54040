package org.sshkr.tests;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import org.apache.sshd.common.config.keys.AuthorizedKeyEntry;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.keyprovider.KeyPairProvider;
import org.apache.sshd.server.SshServer;
import org.apache.sshd.server.shell.ProcessShellFactory;

/** MINA's server in this process, which trusts one key. */
record MinaSshd(SshServer server) implements AutoCloseable {
  static MinaSshd start(String publicLine) throws IOException, GeneralSecurityException {
    PublicKey trusted =
        AuthorizedKeyEntry.parseAuthorizedKeyEntry(publicLine).resolvePublicKey(null, null);
    KeyPairGenerator hostKeys = KeyPairGenerator.getInstance("EC");
    hostKeys.initialize(256);
    SshServer server = SshServer.setUpDefaultServer();
    server.setHost("127.0.0.1");
    server.setKeyPairProvider(KeyPairProvider.wrap(hostKeys.generateKeyPair()));
    server.setPublickeyAuthenticator((user, key, session) -> KeyUtils.compareKeys(trusted, key));
    server.setCommandFactory(
        (channel, command) ->
            new ProcessShellFactory(command, "sh", "-c", command).createShell(channel));
    server.start();
    return new MinaSshd(server);
  }

  int port() {
    return server.getPort();
  }

  @Override
  public void close() throws IOException {
    server.stop(true);
  }
}
