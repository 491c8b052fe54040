package org.sshkr.add;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Optional;
import org.sshkr.cli.Terminal;
import org.sshkr.keyring.Constraints;
import org.sshkr.keyring.Keyring;
import org.sshkr.keyring.KeyringException;
import org.sshkr.keyring.RsaPublicKey;
import org.sshkr.keyring.SshCertificate;
import org.sshkr.keyring.SshIdentity;
import org.sshkr.load.AddRequest;
import org.sshkr.load.KeyFileException;

/**
 * ssh-add-kr --agent-message [-t life] [--keyring name]: adds the key that a message of the agent
 * protocol on standard input holds, SSH_AGENTC_ADD_IDENTITY or SSH_AGENTC_ADD_ID_CONSTRAINED
 * without its length. ssh-agent-kr starts it for each such message, so as to hold no key itself.
 * The lifetime of {@code -t} is for keys that the message sets none for. Exit status 0 if the
 * keyring holds the key; otherwise one line on standard error says why it does not.
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
      if (request.certificate().isPresent()) {
        addCertificate(request, request.certificate().get());
      } else {
        addKey(request, false);
      }
      return SshAddKr.DONE;
    } catch (KeyFileException e) {
      terminal.error(e.getMessage());
      return SshAddKr.FAILED;
    }
  }

  private void addKey(AddRequest request, boolean certificateOnly) {
    keyring.add(
        request.key().key(),
        request.key().comment(),
        lifetime(request),
        constraints(request, certificateOnly));
  }

  /**
   * To an agent, a key and the same key under a certificate are two, each with constraints of its
   * own, and OpenSSH's client adds both; to a keyring they are one. So where the key is there on
   * its own account, it stays as it is.
   */
  private void addCertificate(AddRequest request, SshCertificate certificate)
      throws KeyFileException {
    RsaPublicKey key = certificate.publicKey();
    Optional<SshIdentity> before = keyring.find(key);
    if (before.isPresent() && !before.get().constraints().certificateOnly()) {
      requireSameConstraints(request, before.get());
      keyring.addCertificate(certificate, lifetime(request));
      return;
    }
    addKey(request, true);
    try {
      keyring.addCertificate(certificate, lifetime(request));
    } catch (KeyringException e) {
      if (before.isEmpty()) {
        keyring.remove(key); // which nobody asked for alone
      }
      throw e;
    }
  }

  private static void requireSameConstraints(AddRequest request, SshIdentity held)
      throws KeyFileException {
    if (!constraints(request, false).equals(held.constraints())) {
      throw new KeyFileException(
          KeyFileException.Reason.UNSUPPORTED_KEY,
          "the certificate is to be constrained otherwise than its key "
              + held.publicKey().fingerprint()
              + ", which the keyring holds already; remove that first");
    }
  }

  private Optional<Duration> lifetime(AddRequest request) {
    return request.constraints().lifetime().or(() -> defaultLifetime);
  }

  private static Constraints constraints(AddRequest request, boolean certificateOnly) {
    return new Constraints(
        request.constraints().confirm(), certificateOnly, request.constraints().destinations());
  }
}
