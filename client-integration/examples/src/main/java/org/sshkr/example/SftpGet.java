package org.sshkr.example;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.apache.sshd.client.SshClient;
import org.apache.sshd.client.keyverifier.KnownHostsServerKeyVerifier;
import org.apache.sshd.client.keyverifier.RejectAllServerKeyVerifier;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.sftp.client.SftpClient;
import org.apache.sshd.sftp.client.SftpClientFactory;
import org.sshkr.client.KeyringAgentFactory;

/** Copies a file from a host, with a key of the kernel keyring: USER HOST PORT THERE HERE. */
public final class SftpGet {
  private static final Duration LIMIT = Duration.ofSeconds(30);

  private SftpGet() {}

  public static void main(String[] args) throws IOException {
    Path knownHosts = Path.of(System.getProperty("user.home"), ".ssh", "known_hosts");
    try (SshClient client = SshClient.setUpDefaultClient()) {
      client.setAgentFactory(KeyringAgentFactory.create());
      client.setServerKeyVerifier(
          new KnownHostsServerKeyVerifier(RejectAllServerKeyVerifier.INSTANCE, knownHosts));
      client.start();
      try (ClientSession session =
          client.connect(args[0], args[1], Integer.parseInt(args[2])).verify(LIMIT).getSession()) {
        session.auth().verify(LIMIT);
        get(session, args[3], Path.of(args[4]));
      }
    }
  }

  private static void get(ClientSession session, String there, Path here) throws IOException {
    try (SftpClient sftp = SftpClientFactory.instance().createSftpClient(session);
        InputStream in = sftp.read(there)) {
      Files.copy(in, here);
    }
  }
}
