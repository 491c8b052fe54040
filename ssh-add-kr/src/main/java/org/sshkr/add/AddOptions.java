package org.sshkr.add;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.sshkr.console.Configuration;
import org.sshkr.console.Configuration.Program;
import org.sshkr.console.GetOpt;
import org.sshkr.console.HashOption;
import org.sshkr.console.SignerOptions;
import org.sshkr.console.TimeFormat;
import org.sshkr.console.UsageException;
import org.sshkr.keyring.KeyringSelector;
import org.sshkr.keyring.signer.Keyrings;
import org.sshkr.keyring.signer.SignerChoice;
import org.sshkr.ssh.key.FingerprintHash;

/**
 * The command line of ssh-add-kr; letters mean the same as for ssh-add(1).
 *
 * @param action the task
 * @param lifetime of added keys; empty for no limit
 * @param confirm whether the user must agree to each signature of added keys
 * @param halves whether keys, their certificates or both are meant
 * @param keepExpired whether a certificate stays after the end of its validity
 * @param destinations that constrain added keys, as typed; empty for none
 * @param hostKeyFiles with the hosts' keys; empty for the default ones
 * @param hash of fingerprints
 * @param quiet whether to print nothing unless something fails
 * @param verbose whether to print more
 * @param json whether to print JSON
 * @param dryRun whether to stop before the keyring
 * @param keyrings to load into, list or remove from
 * @param files as typed; empty for the default ones, "-" for standard input
 */
record AddOptions(
    Action action,
    Optional<Duration> lifetime,
    boolean confirm,
    Halves halves,
    boolean keepExpired,
    List<String> destinations,
    List<String> hostKeyFiles,
    FingerprintHash hash,
    boolean quiet,
    boolean verbose,
    boolean json,
    boolean dryRun,
    Keyrings keyrings,
    List<String> files) {
  static final String USAGE =
      """
      usage: ssh-add-kr [-CcDdkLlNqvXx] [-E hash] [-H hostkey_file] [-h destination] [-t life]
                        [--dry-run] [--json] [--keyring keyring] [file ...]
             ssh-add-kr -T [--keyring keyring] public_key ...
             ssh-add-kr --doctor [--json]
        (no action)       load the private key in each file, or in ~/.ssh/id_rsa
        -D                remove all keys
        -d                remove the key of each file, private or public
        -L                list the public keys
        -l                list the fingerprints; with -v, also the time left
        -T                test that each public key's private half signs
        -x, -X            lock, unlock the keyring with a passphrase
        -C, -k            only certificates, only keys
        -c                require confirmation of each use
        -E hash           hash of fingerprints: md5, sha1, sha256, sha384 or sha512
        -H hostkey_file   look up the hosts of -h here, instead of in the known_hosts files
        -h destination    allow the keys for this destination only: [user@]host or host>[user@]host
        -N                keep certificates after they expire
        -q                print nothing unless something fails
        -t life           remove the keys after this time: seconds, or 1h30m
        -v                print more
        --doctor          say what this machine lacks for keys in the kernel, and how to fix it
        --dry-run         read, convert and check the files; load nothing
        --json            with -l or --doctor, print JSON
        --keyring name    user-session (the default), user, session, persistent,
                          or another keyring's name or serial number
        --remove-locked   remove all keys and the lock when its passphrase is forgotten
        --rsa where       load RSA keys into the kernel (the default) or to the signer
        --signer which    use the system's signer (the default), own or no; see ssh-signer-kr(8)
        --help, --version
        A file called - is standard input.""";

  /** The task of the program. */
  enum Action {
    ADD,
    LIST_FINGERPRINTS,
    LIST_KEYS,
    REMOVE,
    REMOVE_ALL,
    REMOVE_LOCKED,
    TEST,
    LOCK,
    UNLOCK,
    /**
     * {@code --agent-message}, which help does not mention: ssh-agent-kr uses it to hand on a
     * client's request; see {@link AgentMessageCommand}.
     */
    AGENT_MESSAGE,
    DOCTOR,
    HELP,
    VERSION;

    /** Whether to read the configuration files; ssh-agent-kr passes their settings on itself. */
    boolean heedsConfiguration() {
      return this != HELP && this != VERSION && this != AGENT_MESSAGE;
    }
  }

  /** The parts to load or remove, the private key, its certificate or both: ssh-add's -k and -C. */
  enum Halves {
    BOTH,
    KEYS,
    CERTIFICATES
  }

  /**
   * Reads the command line and, if the action needs them, the configuration files.
   *
   * @throws UsageException if one of them is wrong; the doctor reports on the files later instead
   */
  static AddOptions parse(String[] words, Map<String, String> environment) throws UsageException {
    AddOptions options = parse(words);
    if (!options.action().heedsConfiguration()) {
      return options;
    }
    try {
      return parse(Configuration.of(environment).before(Program.SSH_ADD_KR, words));
    } catch (UsageException e) {
      if (options.action() == Action.DOCTOR) {
        return options;
      }
      throw e;
    }
  }

  /** Reads a command line. */
  static AddOptions parse(String[] words) throws UsageException {
    List<Action> actions = new ArrayList<>();
    Optional<Duration> lifetime = Optional.empty();
    boolean confirm = false;
    Halves halves = Halves.BOTH;
    boolean keepExpired = false;
    List<String> destinations = new ArrayList<>();
    List<String> hostKeyFiles = new ArrayList<>();
    FingerprintHash hash = FingerprintHash.SHA256;
    boolean quiet = false;
    boolean verbose = false;
    boolean json = false;
    boolean dryRun = false;
    KeyringSelector keyring = KeyringSelector.USER_SESSION;
    SignerChoice signer = SignerChoice.SYSTEM;
    boolean rsaToSigner = false;

    GetOpt options =
        new GetOpt(
            words,
            "vkKlLNCcdDTxXE:e:h:H:M:m:Qqs:S:t:",
            List.of(
                "agent-message",
                "doctor",
                "dry-run",
                "help",
                "json",
                "keyring:",
                "remove-locked",
                "rsa:",
                "signer:",
                "version"));
    for (String option = options.next(); option != null; option = options.next()) {
      switch (option) {
        case "C" -> halves = Halves.CERTIFICATES;
        case "c" -> confirm = true;
        case "d" -> actions.add(Action.REMOVE);
        case "D" -> actions.add(Action.REMOVE_ALL);
        case "E" -> hash = HashOption.parse(options.argument());
        case "h" -> destinations.add(options.argument());
        case "H" -> hostKeyFiles.add(options.argument());
        case "k" -> halves = Halves.KEYS;
        case "l" -> actions.add(Action.LIST_FINGERPRINTS);
        case "L" -> actions.add(Action.LIST_KEYS);
        case "N" -> keepExpired = true;
        case "q" -> quiet = true;
        case "t" -> lifetime = TimeFormat.parseLifetime(options.argument());
        case "T" -> actions.add(Action.TEST);
        case "v" -> verbose = true;
        case "x" -> actions.add(Action.LOCK);
        case "X" -> actions.add(Action.UNLOCK);
        case "agent-message" -> actions.add(Action.AGENT_MESSAGE);
        case "doctor" -> actions.add(Action.DOCTOR);
        case "dry-run" -> dryRun = true;
        case "json" -> json = true;
        case "keyring" -> keyring = KeyringSelector.named(options.argument());
        case "rsa" -> rsaToSigner = SignerOptions.rsaToSigner(options.argument());
        case "signer" -> signer = SignerOptions.signer(options.argument());
        case "remove-locked" -> actions.add(Action.REMOVE_LOCKED);
        case "help" -> actions.add(Action.HELP);
        case "version" -> actions.add(Action.VERSION);
        default -> throw unsupported(option);
      }
    }
    return new AddOptions(
        action(actions),
        lifetime,
        confirm,
        halves,
        keepExpired,
        List.copyOf(destinations),
        List.copyOf(hostKeyFiles),
        hash,
        quiet,
        verbose,
        json,
        dryRun,
        new Keyrings(keyring, signer, rsaToSigner),
        options.operands());
  }

  private static Action action(List<Action> actions) throws UsageException {
    if (actions.size() > 1) {
      throw new UsageException("more than one action is asked for; see ssh-add-kr --help");
    }
    return actions.isEmpty() ? Action.ADD : actions.get(0);
  }

  private static UsageException unsupported(String option) {
    String what =
        switch (option) {
          case "e", "s" -> "PKCS#11 tokens, whose keys the kernel can't hold";
          case "K", "S" -> "FIDO tokens, whose keys the kernel can't hold";
          case "Q" -> "an agent's extensions, which this program does not use";
          default -> "XMSS keys, which OpenSSH no longer has"; // m and M
        };
    return new UsageException(
        "option -" + option + " concerns " + what + "; use ssh-add with an ssh-agent for that");
  }

  /** The same command line for OpenSSH's ssh-add, with one file. */
  List<String> forSshAdd(String file) {
    List<String> words = new ArrayList<>();
    switch (action) {
      case REMOVE -> words.add("-d");
      case TEST -> words.add("-T");
      default -> {
        lifetime.ifPresent(life -> words.add("-t" + life.toSeconds()));
        if (confirm) {
          words.add("-c");
        }
        hostKeyFiles.forEach(hosts -> words.addAll(List.of("-H", hosts)));
        destinations.forEach(destination -> words.addAll(List.of("-h", destination)));
        if (keepExpired) {
          words.add("-N");
        }
      }
    }
    switch (halves) {
      case KEYS -> words.add("-k");
      case CERTIFICATES -> words.add("-C");
      case BOTH -> {}
    }
    if (quiet) {
      words.add("-q");
    }
    words.addAll(List.of("--", file));
    return words;
  }

  /** The same command line for OpenSSH's ssh-add, if the action is to list. */
  List<String> forSshAddList() {
    String hashName = hash.name().toLowerCase(Locale.ROOT);
    return action == Action.LIST_KEYS ? List.of("-L") : List.of("-l", "-E", hashName);
  }

  /** The kernel keyring. */
  KeyringSelector keyring() {
    return keyrings.selector();
  }

  /** Whether to load or remove a certificate beside a key file. */
  boolean withCertificates() {
    return halves != Halves.KEYS;
  }
}
