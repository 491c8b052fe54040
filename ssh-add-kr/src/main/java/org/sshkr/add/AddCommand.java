package org.sshkr.add;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.sshkr.console.Terminal;
import org.sshkr.keyfile.AgentOnlyKeyException;
import org.sshkr.keyfile.CheckedKey;
import org.sshkr.keyfile.KeyEnvelope;
import org.sshkr.keyfile.KeyFile;
import org.sshkr.keyfile.KeyFileException;
import org.sshkr.keyfile.PrivateKeyReader;
import org.sshkr.keyfile.WrongPassphraseException;
import org.sshkr.keyring.Constraints;
import org.sshkr.keyring.Identity;
import org.sshkr.keyring.KeyLifetime;
import org.sshkr.keyring.Keyring;
import org.sshkr.keyring.KeyringException;
import org.sshkr.keyring.PrivateKey;
import org.sshkr.keyring.signer.SignerChoice;
import org.sshkr.ssh.key.SshCertificate;
import org.sshkr.ssh.key.SshPublicKey;

/** ssh-add-kr FILE…: reads private keys, checks them, and loads them into the keyring. */
final class AddCommand {
  private static final int PASSPHRASE_ATTEMPTS = 3;
  private static final byte[] NO_PASSPHRASE = {};

  /** Empty in a dry run: keys are read and checked, but not loaded. */
  private final Optional<Keyring> keyring;

  private final Terminal terminal;
  private final PassphrasePrompt prompt;
  private final AddOptions options;
  private final Constraints constraints;
  private final Progress progress;
  private final AgentBehind behind;
  private final HeldTypes types;

  /** What came through a pipe, in case that it is for the agent behind. */
  private byte[] piped = AgentBehind.NOT_PIPED;

  /** Whether the certificates that are added together with their keys are added. */
  private boolean certified;

  /** Whether it has been said that the user's other programs can read the keys. */
  private boolean warned;

  /** The passphrase that opened the last encrypted key, tried first on the next one. */
  private byte[] lastPassphrase = NO_PASSPHRASE;

  AddCommand(
      Optional<Keyring> keyring,
      Terminal terminal,
      PassphrasePrompt prompt,
      AddOptions options,
      Constraints constraints,
      HeldTypes types,
      AgentBehind behind) {
    this.keyring = keyring;
    this.terminal = terminal;
    this.prompt = prompt;
    this.options = options;
    this.constraints = constraints;
    this.progress = new Progress(terminal);
    this.behind = behind;
    this.types = types;
  }

  /** Loads the keys of all files; a file that fails does not stop the others. */
  int run(List<String> files) {
    boolean all = true;
    try {
      for (int i = 0; i < files.size(); i++) {
        progress.file(files.get(i), i + 1, files.size());
        all &= add(files.get(i));
      }
    } finally {
      progress.clear();
      forgetPassphrase();
    }
    return all ? SshAddKr.DONE : SshAddKr.FAILED;
  }

  private boolean add(String file) {
    certified = true;
    try {
      if (options.halves() == AddOptions.Halves.CERTIFICATES) {
        requireCertificate(file);
      }
      List<SshPublicKey> added = addKeys(file);
      return certified
          && (!options.withCertificates()
              || added.isEmpty()
              || addCertificate(file, added, Keyring::addCertificate));
    } catch (AgentOnlyKeyException e) {
      progress.clear();
      return behind.handOver(file, e, piped);
    } catch (IOException | KeyFileException | KeyringException e) {
      error(FileErrors.describe(file, e));
      return false;
    } finally {
      forgetPiped();
    }
  }

  /**
   * Reads a file, and keeps the contents of a pipe: it can be read only once, and ssh-add may have
   * to read the key later.
   */
  private KeyFile read(String file) throws IOException, KeyFileException {
    boolean standardInput = file.equals("-");
    if (!standardInput && Files.isRegularFile(Path.of(file))) {
      return PrivateKeyReader.read(Path.of(file));
    }
    byte[] contents =
        standardInput
            ? PrivateKeyReader.contents(System.in)
            : PrivateKeyReader.contents(Path.of(file));
    piped = contents;
    return PrivateKeyReader.parse(contents);
  }

  /** Adds a certificate with the lifetime that it is to have. */
  private interface CertificateAdder {
    void add(Keyring keyring, SshCertificate certificate, Optional<Duration> lifetime);
  }

  /** Adds all keys, and returns those whose certificate is still to be added. */
  private List<SshPublicKey> addKeys(String file) throws IOException, KeyFileException {
    List<SshPublicKey> added = new ArrayList<>();
    try (KeyFile keys = read(file)) {
      for (KeyEnvelope key : keys.keys()) {
        if (key.publicKey().isPresent()) {
          types.require(key.publicKey().get());
        }
      }
      // those in clear first, so that no key is in memory while a passphrase is waited for
      for (KeyEnvelope key : keys.keys()) {
        if (!key.encrypted()) {
          load(file, key, NO_PASSPHRASE).ifPresent(added::add);
          key.close();
        }
      }
      if (!added.isEmpty()) {
        forgetPiped();
      }
      for (KeyEnvelope key : keys.keys()) {
        if (key.encrypted()) {
          addEncrypted(file, key).ifPresent(added::add);
        }
      }
    }
    return added;
  }

  private Optional<SshPublicKey> addEncrypted(String file, KeyEnvelope key)
      throws KeyFileException, IOException {
    if (lastPassphrase.length > 0) {
      try {
        return load(file, key, lastPassphrase);
      } catch (WrongPassphraseException e) {
        forgetPassphrase();
      }
    }
    String of = nameOf(file) + (options.confirm() ? " (will confirm each use): " : ": ");
    String question = "Enter passphrase for " + of;
    for (int attempt = 1; ; attempt++) {
      progress.clear();
      byte[] passphrase = prompt.ask(question);
      try {
        if (passphrase.length == 0) {
          throw new WrongPassphraseException();
        }
        Optional<SshPublicKey> added = load(file, key, passphrase);
        lastPassphrase = passphrase.clone();
        return added;
      } catch (WrongPassphraseException e) {
        if (attempt == PASSPHRASE_ATTEMPTS || passphrase.length == 0) {
          throw e;
        }
        question = "Bad passphrase, try again for " + of;
      } finally {
        Arrays.fill(passphrase, (byte) 0);
      }
    }
  }

  /** Adds a key; returns it if its certificate is still to be added. */
  private Optional<SshPublicKey> load(String file, KeyEnvelope key, byte[] passphrase)
      throws KeyFileException {
    try (CheckedKey loaded = open(file, key, passphrase)) {
      SshPublicKey publicKey = types.require(loaded.key().publicKey());
      String comment = loaded.comment().isEmpty() ? nameOf(file) : loaded.comment();
      boolean plain = options.halves() != AddOptions.Halves.CERTIFICATES;
      boolean awake = plain && !add(file, loaded.key(), comment);
      if (options.verbose()) {
        say(file + ": " + key.format() + ", " + publicKey.bits() + " bits");
      }
      if (awake) {
        return Optional.of(publicKey); // its certificate needs the public key only
      }
      if (options.withCertificates()) {
        certified &=
            addCertificate(
                file,
                List.of(publicKey),
                (held, certificate, lifetime) ->
                    held.addCertificate(loaded.key(), certificate, comment, lifetime, constraints));
      }
      return Optional.empty();
    }
  }

  /** Adds a key; returns whether it sleeps. */
  private boolean add(String file, PrivateKey key, String comment) {
    Optional<Identity> added =
        keyring.map(held -> held.add(key, comment, options.lifetime(), constraints));
    report(
        "Identity", nameOf(file), added.map(Identity::comment).orElse(comment), options.lifetime());
    boolean sleeps = added.map(Identity::sleeps).orElse(false);
    if (sleeps && !warned && options.keyrings().signer() == SignerChoice.OWN && !options.quiet()) {
      say("Your other programs can read this key: the signer is your own; see ssh-signer-kr(8)");
      warned = true;
    }
    return sleeps;
  }

  private CheckedKey open(String file, KeyEnvelope key, byte[] passphrase) throws KeyFileException {
    progress.derivation(nameOf(file), key.derivationTime());
    try {
      return key.open(passphrase);
    } finally {
      progress.clear();
    }
  }

  /**
   * Checks that there is a certificate before the key is loaded, which would be useless without it.
   */
  private static void requireCertificate(String file) throws KeyFileException {
    if (file.equals("-") || !Path.of(CertificateFile.nameFor(file)).toFile().exists()) {
      throw new KeyFileException(
          KeyFileException.Reason.NOT_A_KEY_FILE,
          "there is no certificate beside it, " + CertificateFile.nameFor(file));
    }
  }

  /**
   * Adds the certificate beside the file. As with ssh-add, adding a key succeeds even if its
   * certificate can't be used.
   */
  private boolean addCertificate(String file, List<SshPublicKey> keys, CertificateAdder adder) {
    boolean required = options.halves() == AddOptions.Halves.CERTIFICATES;
    String name = CertificateFile.nameFor(file);
    try {
      Optional<SshCertificate> certificate = CertificateFile.read(file, keys, types);
      if (certificate.isEmpty()) {
        return true;
      }
      Optional<Duration> lifetime = options.lifetime();
      if (!options.keepExpired()) {
        Instant now = Instant.now();
        if (certificate.get().isExpired(now)) {
          error(name + ": the certificate has already expired; ignored");
          return true;
        }
        lifetime = KeyLifetime.of(certificate.get(), lifetime, now);
      }
      if (keyring.isPresent()) {
        adder.add(keyring.get(), certificate.get(), lifetime);
      }
      report("Certificate", name, certificate.get().keyId(), lifetime);
      return true;
    } catch (IOException | KeyFileException e) {
      error(FileErrors.describe(name, e) + (required ? "" : "; ignored"));
      return !required;
    } catch (KeyringException e) {
      error(FileErrors.describe(name, e));
      return !required;
    }
  }

  /** Reports an addition in ssh-add's words. */
  private void report(String what, String file, String comment, Optional<Duration> lifetime) {
    if (options.quiet()) {
      return;
    }
    say(
        what
            + (keyring.isPresent() ? " added: " : " is good, not added: ")
            + file
            + " ("
            + comment
            + ")");
    lifetime.ifPresent(life -> say("Lifetime set to " + life.toSeconds() + " seconds"));
    if (options.confirm()) {
      say("The user must confirm each use of the key");
    }
  }

  private void say(String line) {
    progress.clear();
    terminal.notice(line);
  }

  private void error(String line) {
    progress.clear();
    terminal.error(line);
  }

  /** The name that ssh-add prints for the file. */
  static String nameOf(String file) {
    return file.equals("-") ? "(stdin)" : file;
  }

  private void forgetPiped() {
    Arrays.fill(piped, (byte) 0);
    piped = AgentBehind.NOT_PIPED;
  }

  private void forgetPassphrase() {
    Arrays.fill(lastPassphrase, (byte) 0);
    lastPassphrase = NO_PASSPHRASE;
  }
}
