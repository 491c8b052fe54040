package org.sshkr.add;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.sshkr.cli.Terminal;
import org.sshkr.keyring.Keyring;
import org.sshkr.keyring.KeyringException;
import org.sshkr.keyring.SshIdentity;
import org.sshkr.load.KeyEnvelope;
import org.sshkr.load.KeyFile;
import org.sshkr.load.KeyFileException;
import org.sshkr.load.LoadedKey;
import org.sshkr.load.PrivateKeyReader;
import org.sshkr.load.WrongPassphraseException;

/** ssh-add-kr FILE…: reads private keys, checks them, and loads them into the keyring. */
final class AddCommand {
  private static final int PASSPHRASE_ATTEMPTS = 3;
  private static final byte[] NO_PASSPHRASE = {};

  private final Keyring keyring;
  private final Terminal terminal;
  private final PassphrasePrompt prompt;
  private final AddOptions options;

  /**
   * The passphrase that opened the last encrypted key: it is tried on the next one before asking.
   */
  private byte[] lastPassphrase = NO_PASSPHRASE;

  AddCommand(Keyring keyring, Terminal terminal, PassphrasePrompt prompt, AddOptions options) {
    this.keyring = keyring;
    this.terminal = terminal;
    this.prompt = prompt;
    this.options = options;
  }

  /**
   * Loads the keys of all files. Of those that the user named, every one must load; of the default
   * files, as with ssh-add, one is enough.
   */
  int run(List<String> files) {
    int added = 0;
    try {
      for (String file : files) {
        added += add(file) ? 1 : 0;
      }
    } finally {
      forgetPassphrase();
    }
    int needed = options.files().isEmpty() ? 1 : files.size();
    return added >= needed ? SshAddKr.DONE : SshAddKr.FAILED;
  }

  private boolean add(String file) {
    try (KeyFile keys =
        file.equals("-")
            ? PrivateKeyReader.read(System.in)
            : PrivateKeyReader.read(Path.of(file))) {
      // those in clear first, so that no key is in memory while a passphrase is waited for
      for (KeyEnvelope key : keys.keys()) {
        if (!key.encrypted()) {
          load(file, key, NO_PASSPHRASE);
          key.close();
        }
      }
      for (KeyEnvelope key : keys.keys()) {
        if (key.encrypted()) {
          addEncrypted(file, key);
        }
      }
      return true;
    } catch (IOException | KeyFileException | KeyringException e) {
      terminal.error(FileErrors.describe(file, e));
      return false;
    }
  }

  private void addEncrypted(String file, KeyEnvelope key) throws KeyFileException, IOException {
    if (lastPassphrase.length > 0) {
      try {
        load(file, key, lastPassphrase);
        return;
      } catch (WrongPassphraseException e) {
        forgetPassphrase();
      }
    }
    String question = "Enter passphrase for " + file + ": ";
    for (int attempt = 1; ; attempt++) {
      byte[] passphrase = prompt.ask(question);
      try {
        if (passphrase.length == 0) {
          throw new WrongPassphraseException();
        }
        load(file, key, passphrase);
        lastPassphrase = passphrase.clone();
        return;
      } catch (WrongPassphraseException e) {
        if (attempt == PASSPHRASE_ATTEMPTS || passphrase.length == 0) {
          throw e;
        }
        question = "Bad passphrase, try again for " + file + ": ";
      } finally {
        Arrays.fill(passphrase, (byte) 0);
      }
    }
  }

  private void load(String file, KeyEnvelope key, byte[] passphrase) throws KeyFileException {
    try (LoadedKey loaded = key.open(passphrase)) {
      String comment = loaded.comment().isEmpty() ? nameOf(file) : loaded.comment();
      SshIdentity added = keyring.add(loaded.key(), comment, options.lifetime());
      if (!options.quiet()) {
        terminal.notice("Identity added: " + nameOf(file) + " (" + added.comment() + ")");
        options
            .lifetime()
            .ifPresent(life -> terminal.notice("Lifetime set to " + life.toSeconds() + " seconds"));
      }
    }
  }

  private static String nameOf(String file) {
    return file.equals("-") ? "(stdin)" : file;
  }

  private void forgetPassphrase() {
    Arrays.fill(lastPassphrase, (byte) 0);
    lastPassphrase = NO_PASSPHRASE;
  }
}
