package org.sshkr.add;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.sshkr.console.Terminal;
import org.sshkr.keyfile.AgentOnlyKeyException;
import org.sshkr.keyfile.KeyFileException;
import org.sshkr.keyring.Identity;
import org.sshkr.keyring.Keyring;
import org.sshkr.keyring.KeyringException;

/**
 * ssh-add-kr -d and -D: removes identities from the keyring. A key's certificates go with it; -C
 * removes only certificates, -k only keys.
 */
final class RemoveCommand {
  private final Keyring keyring;
  private final Terminal terminal;
  private final AddOptions options;
  private final AgentBehind behind;
  private final HeldTypes types;

  RemoveCommand(Keyring keyring, Terminal terminal, AddOptions options, AgentBehind behind) {
    this.keyring = keyring;
    this.terminal = terminal;
    this.options = options;
    this.behind = behind;
    this.types = HeldTypes.of(keyring);
  }

  int removeAll() {
    keyring.removeAll();
    say("All identities removed.");
    return behind.removeAll() ? SshAddKr.DONE : SshAddKr.FAILED;
  }

  int removeLocked() {
    keyring.removeLocked();
    say("All identities and the lock removed.");
    return SshAddKr.DONE;
  }

  int run(List<String> files) {
    boolean all = true;
    for (String file : files) {
      all &= remove(file);
    }
    return all ? SshAddKr.DONE : SshAddKr.FAILED;
  }

  private boolean remove(String file) {
    boolean all = true;
    try {
      for (PublicHalf half : halves(file)) {
        all &= half.certificate().isPresent() ? removeCertificate(file, half) : remove(file, half);
      }
    } catch (AgentOnlyKeyException e) {
      return behind.handOver(file, e, AgentBehind.NOT_PIPED);
    } catch (IOException | KeyFileException | KeyringException e) {
      terminal.error(FileErrors.describe(file, e));
      return false;
    }
    return all;
  }

  /** The keys and certificates to remove, from the file and the certificate beside it. */
  private List<PublicHalf> halves(String file) throws IOException, KeyFileException {
    List<PublicHalf> found = PublicKeyFile.of(file, types);
    if (options.halves() == AddOptions.Halves.BOTH) {
      return found;
    }
    boolean certificates = options.halves() == AddOptions.Halves.CERTIFICATES;
    List<PublicHalf> meant = new ArrayList<>();
    for (PublicHalf half : found) {
      if (half.certificate().isPresent() == certificates) {
        meant.add(half);
      }
    }
    String beside = CertificateFile.nameFor(file);
    if (certificates && meant.isEmpty() && Files.exists(Path.of(beside))) {
      return PublicKeyFile.read(beside, types);
    }
    if (meant.isEmpty()) {
      throw new KeyFileException(
          KeyFileException.Reason.NOT_A_KEY_FILE,
          certificates ? "there is no certificate" : "there is no plain key in it");
    }
    return meant;
  }

  private boolean remove(String file, PublicHalf half) {
    List<Identity> identities =
        keyring.list().stream().filter(one -> one.publicKey().equals(half.key())).toList();
    boolean plainOnly = options.halves() == AddOptions.Halves.KEYS;
    if (!(plainOnly ? keyring.removePlain(half.key()) : keyring.remove(half.key()))) {
      terminal.error(file + ": the keyring does not hold this key, " + half.key().fingerprint());
      return false;
    }
    String comment = identities.isEmpty() ? "" : identities.get(0).comment();
    say(
        "Identity removed: "
            + AddCommand.nameOf(file)
            + " "
            + half.key().displayName()
            + " ("
            + comment
            + ")");
    if (!plainOnly && identities.stream().anyMatch(one -> !one.certificates().isEmpty())) {
      say(
          "Identity removed: "
              + CertificateFile.nameFor(file)
              + " "
              + half.key().displayName()
              + "-CERT ("
              + comment
              + ")");
    }
    return true;
  }

  private boolean removeCertificate(String file, PublicHalf half) {
    if (!keyring.removeCertificate(half.certificate().get())) {
      terminal.error(file + ": the keyring does not hold this certificate");
      return false;
    }
    say(
        "Identity removed: "
            + AddCommand.nameOf(file)
            + " "
            + half.key().displayName()
            + "-CERT ("
            + half.certificate().get().keyId()
            + ")");
    return true;
  }

  private void say(String line) {
    if (!options.quiet()) {
      terminal.notice(line);
    }
  }
}
