package org.sshkr.add;

import java.util.List;
import java.util.Map;
import org.sshkr.cli.Terminal;
import org.sshkr.cli.UsageException;
import org.sshkr.cli.Version;
import org.sshkr.keyring.Keyring;
import org.sshkr.keyring.KeyringException;
import org.sshkr.keyring.LinuxKeyring;
import org.sshkr.process.Hardening;

/**
 * The program ssh-add-kr. Exit status as ssh-add's: 0 if all was done, 1 if something failed or
 * there are no identities, 2 if there is no usable keyring.
 */
public final class SshAddKr {
  static final int DONE = 0;
  static final int FAILED = 1;
  static final int NO_KEYRING = 2;

  private SshAddKr() {}

  public static void main(String[] args) {
    Terminal terminal = Terminal.of("ssh-add-kr");
    int status;
    try {
      status = run(AddOptions.parse(args), terminal, System.getenv());
    } catch (UsageException e) {
      terminal.error(e.getMessage());
      terminal.notice(AddOptions.USAGE);
      status = FAILED;
    } catch (KeyringException.Unavailable e) {
      terminal.error(e.getMessage());
      status = NO_KEYRING;
    } catch (KeyringException e) {
      terminal.error(e.getMessage());
      status = FAILED;
    }
    System.exit(status);
  }

  private static int run(AddOptions options, Terminal terminal, Map<String, String> environment) {
    switch (options.action()) {
      case HELP -> {
        terminal.result(AddOptions.USAGE);
        return DONE;
      }
      case VERSION -> {
        terminal.result("ssh-add-kr " + Version.current());
        return DONE;
      }
      default -> Hardening.forbidDumps(); // before the first byte of a key or passphrase
    }
    try (Keyring keyring = LinuxKeyring.open(options.keyring())) {
      return switch (options.action()) {
        case LIST_FINGERPRINTS -> new ListCommand(keyring, terminal).fingerprints();
        case LIST_KEYS -> new ListCommand(keyring, terminal).keys();
        case REMOVE_ALL -> new RemoveCommand(keyring, terminal, options).removeAll();
        default -> runOnFiles(keyring, options, terminal, environment);
      };
    }
  }

  private static int runOnFiles(
      Keyring keyring, AddOptions options, Terminal terminal, Map<String, String> environment) {
    List<String> files =
        options.files().isEmpty()
            ? new Home(environment.get("HOME")).defaultFiles()
            : options.files();
    if (files.isEmpty()) {
      terminal.error("no key file is named, and there is none in ~/.ssh");
      return FAILED;
    }
    return options.action() == AddOptions.Action.REMOVE
        ? new RemoveCommand(keyring, terminal, options).run(files)
        : new AddCommand(keyring, terminal, new PassphrasePrompt(environment), options).run(files);
  }
}
