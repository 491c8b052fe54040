package org.sshkr.add;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.sshkr.console.Terminal;
import org.sshkr.console.TimeFormat;
import org.sshkr.keyring.Identity;
import org.sshkr.keyring.Keyring;
import org.sshkr.ssh.key.SshCertificate;
import org.sshkr.ssh.key.SshPublicKey;

/**
 * ssh-add-kr -l and -L: lists the identities of the keyring, in ssh-add's format and the order in
 * which they were added; then those of the agent behind that the keyring does not have.
 */
final class ListCommand {
  private final Keyring keyring;
  private final Terminal terminal;
  private final AddOptions options;
  private final AgentBehind behind;

  ListCommand(Keyring keyring, Terminal terminal, AddOptions options, AgentBehind behind) {
    this.keyring = keyring;
    this.terminal = terminal;
    this.options = options;
    this.behind = behind;
  }

  int run() {
    List<Identity> identities = keyring.list();
    if (options.json()) {
      terminal.result(new JsonList(keyring, options).of(identities));
      return identities.isEmpty() ? SshAddKr.FAILED : SshAddKr.DONE;
    }
    for (Identity identity : identities) {
      if (options.action() == AddOptions.Action.LIST_KEYS) {
        keys(identity);
      } else {
        fingerprints(identity);
      }
    }
    List<String> others = linesOfAgentBehind(identities);
    others.forEach(terminal::result);
    if (identities.isEmpty() && others.isEmpty()) {
      terminal.result("The agent has no identities."); // scripts look for these words
      return SshAddKr.FAILED;
    }
    return SshAddKr.DONE;
  }

  /** The lines of the agent behind; the second word of a line is the fingerprint or the key. */
  private List<String> linesOfAgentBehind(List<Identity> identities) {
    Set<String> ours = new HashSet<>();
    for (Identity identity : identities) {
      ours.add(options.hash().of(identity.publicKey().blob()));
      ours.add(identity.publicKey().base64());
      identity.certificates().forEach(certificate -> ours.add(certificate.base64()));
    }
    return behind.list().stream().filter(line -> !ours.contains(line.split(" ", 3)[1])).toList();
  }

  private void keys(Identity identity) {
    if (!identity.constraints().certificateOnly()) {
      terminal.result(identity.line());
    }
    for (SshCertificate certificate : identity.certificates()) {
      terminal.result(certificate.line(identity.comment()));
    }
  }

  /** Lists fingerprints; a certificate has its key's. */
  private void fingerprints(Identity identity) {
    SshPublicKey key = identity.publicKey();
    String line = key.bits() + " " + options.hash().of(key.blob()) + " " + identity.comment();
    String details = options.verbose() ? details(identity) : "";
    if (!identity.constraints().certificateOnly()) {
      terminal.result(line + " (" + key.displayName() + ")" + details);
    }
    for (int i = 0; i < identity.certificates().size(); i++) {
      terminal.result(line + " (" + key.displayName() + "-CERT)" + details);
    }
  }

  private String details(Identity identity) {
    String left =
        keyring
            .timeLeft(identity)
            .map(time -> TimeFormat.print(time) + " left")
            .orElse("no time limit");
    return " ["
        + (identity.sleeps() ? "signer, " : options.keyring().displayName() + " keyring, ")
        + left
        + (identity.constraints().confirm() ? ", each use is confirmed" : "")
        + (identity.constraints().destinations().isPresent() ? ", destinations are limited" : "")
        + "]";
  }
}
