package org.sshkr.add;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.sshkr.cli.GetOpt;
import org.sshkr.cli.KeyringNames;
import org.sshkr.cli.TimeFormat;
import org.sshkr.cli.UsageException;
import org.sshkr.keyring.KeyringSelector;

/**
 * The command line of ssh-add-kr; letters mean what they mean to ssh-add(1).
 *
 * @param action what to do
 * @param lifetime of the keys that are added; empty for no limit
 * @param quiet whether to keep silent where nothing failed
 * @param keyring to load into, list or remove from
 * @param files as typed; empty for the default ones, "-" for standard input
 */
record AddOptions(
    Action action,
    Optional<Duration> lifetime,
    boolean quiet,
    KeyringSelector keyring,
    List<String> files) {
  static final String USAGE =
      """
      usage: ssh-add-kr [-dDlLq] [-t life] [--keyring name] [file ...]
        (no option)     load the private key in each file, or in ~/.ssh/id_rsa
        -D              remove all keys
        -d              remove the key of each file, private or public
        -L              list the public keys
        -l              list the fingerprints
        -q              say nothing where nothing failed
        -t life         remove the key after this time: seconds, or 1h30m
        --keyring name  user-session (the default), user, session or persistent
        --version
        a file called - is standard input""";

  /** What the program is asked to do. */
  enum Action {
    ADD,
    LIST_FINGERPRINTS,
    LIST_KEYS,
    REMOVE,
    REMOVE_ALL,
    HELP,
    VERSION
  }

  static AddOptions parse(String[] words) throws UsageException {
    Action action = Action.ADD;
    Optional<Duration> lifetime = Optional.empty();
    boolean quiet = false;
    KeyringSelector keyring = KeyringSelector.USER_SESSION;

    GetOpt options = new GetOpt(words, "dDhlLqt:", List.of("help", "keyring:", "version"));
    for (String option = options.next(); option != null; option = options.next()) {
      switch (option) {
        case "d" -> action = Action.REMOVE;
        case "D" -> action = Action.REMOVE_ALL;
        case "l" -> action = Action.LIST_FINGERPRINTS;
        case "L" -> action = Action.LIST_KEYS;
        case "q" -> quiet = true;
        case "t" -> lifetime = Optional.of(TimeFormat.parse(options.argument()));
        case "keyring" -> keyring = KeyringNames.parse(options.argument());
        case "version" -> action = Action.VERSION;
        default -> action = Action.HELP;
      }
    }
    return new AddOptions(action, lifetime, quiet, keyring, options.operands());
  }
}
