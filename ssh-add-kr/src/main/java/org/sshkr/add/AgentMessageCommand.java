package org.sshkr.add;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Optional;
import org.sshkr.console.Terminal;
import org.sshkr.keyfile.AddRequest;
import org.sshkr.keyfile.KeyFileException;
import org.sshkr.keyring.Constraints;
import org.sshkr.keyring.DestinationLimit;
import org.sshkr.keyring.Keyring;
import org.sshkr.keyring.PrivateKey;
import org.sshkr.ssh.key.SshCertificate;

/**
 * ssh-add-kr --agent-message [-t life] [--keyring name]: adds the key in a message of the agent
 * protocol on standard input, SSH_AGENTC_ADD_IDENTITY or SSH_AGENTC_ADD_ID_CONSTRAINED without its
 * length. ssh-agent-kr starts it for each such message, so that it holds no key itself. The
 * lifetime of {@code -t} is for keys without one in the message. Exit status 0 if the keyring holds
 * the key; else one line on standard error says why it does not.
 */
final class AgentMessageCommand {
  private final Keyring keyring;
  private final Terminal terminal;
  private final Optional<Duration> defaultLifetime;

  AgentMessageCommand(Keyring keyring, Terminal terminal, Optional<Duration> defaultLifetime) {
    this.keyring = keyring;
    this.terminal = terminal;
    this.defaultLifetime = defaultLifetime;
  }

  int run(InputStream in) throws IOException {
    try (AddRequest request = AddRequest.read(in)) {
      HeldTypes.of(keyring).require(request.key().key().publicKey());
      Optional<SshCertificate> certificate = request.certificate();
      PrivateKey key = request.key().key();
      String comment = request.key().comment();
      if (certificate.isPresent()) {
        keyring.addCertificate(
            key, certificate.get(), comment, lifetime(request), constraints(request));
      } else {
        keyring.add(key, comment, lifetime(request), constraints(request));
      }
      return SshAddKr.DONE;
    } catch (KeyFileException e) {
      terminal.error(e.getMessage());
      return SshAddKr.FAILED;
    }
  }

  private Optional<Duration> lifetime(AddRequest request) {
    return request.constraints().lifetime().or(() -> defaultLifetime);
  }

  private static Constraints constraints(AddRequest request) {
    return new Constraints(
        request.constraints().confirm(),
        false,
        request.constraints().destinations().map(DestinationLimit.Permitted::new));
  }
}
