package org.sshkr.add;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.sshkr.console.HomeDirectory;
import org.sshkr.console.Terminal;
import org.sshkr.console.UsageException;
import org.sshkr.console.Version;
import org.sshkr.doctor.Diagnosis;
import org.sshkr.doctor.Doctor;
import org.sshkr.doctor.Documents;
import org.sshkr.keyring.Constraints;
import org.sshkr.keyring.DestinationLimit;
import org.sshkr.keyring.Keyring;
import org.sshkr.keyring.KeyringException;
import org.sshkr.keyring.signer.Keyrings;
import org.sshkr.process.Hardening;
import org.sshkr.ssh.constraint.DestinationConstraints;

/**
 * The program ssh-add-kr. Its exit status is ssh-add's: 0 if everything succeeded, 1 if something
 * failed or there are no identities, 2 if there is no usable keyring.
 */
public final class SshAddKr {
  static final int DONE = 0;
  static final int FAILED = 1;
  static final int NO_KEYRING = 2;

  private final Terminal terminal;
  private final AddOptions options;
  private final Map<String, String> environment;

  private SshAddKr(Terminal terminal, AddOptions options, Map<String, String> environment) {
    this.terminal = terminal;
    this.options = options;
    this.environment = environment;
  }

  public static void main(String[] args) {
    System.exit(run(args, Terminal.of("ssh-add-kr"), System.getenv()));
  }

  /** Runs a command line, and returns the exit status. */
  public static int run(String[] args, Terminal terminal, Map<String, String> environment) {
    try {
      return new SshAddKr(terminal, AddOptions.parse(args, environment), environment).run();
    } catch (UsageException | IOException | KeyringException e) {
      terminal.error(e.getMessage());
      return FAILED;
    }
  }

  private int run() throws IOException {
    switch (options.action()) {
      case HELP -> {
        terminal.result(AddOptions.USAGE);
        return DONE;
      }
      case VERSION -> {
        terminal.result("ssh-add-kr " + Version.current());
        return DONE;
      }
      case DOCTOR -> {
        return diagnose();
      }
      case LIST_FINGERPRINTS,
          LIST_KEYS,
          REMOVE_ALL,
          REMOVE_LOCKED -> {} // neither key nor passphrase is read
      default -> harden(); // before the first byte of a key or passphrase
    }
    if (options.dryRun()) {
      if (options.action() == AddOptions.Action.ADD) {
        return add(Optional.empty());
      }
      throw new IOException("--dry-run is for adding keys only");
    }
    Keyring opened;
    try {
      opened = options.keyrings().open();
    } catch (KeyringException e) {
      terminal.error(e.getMessage());
      return NO_KEYRING;
    }
    try (Keyring keyring = opened) {
      return run(keyring);
    }
  }

  private int diagnose() throws IOException {
    if (!options.files().isEmpty()) {
      throw new IOException("--doctor looks at the machine, not at files");
    }
    Diagnosis diagnosis =
        Doctor.of(environment, options.keyring(), options.lifetime().isPresent()).examine();
    terminal.result(
        options.json() ? diagnosis.json() : diagnosis.text(Documents.path("troubleshooting.md")));
    return diagnosis.problems() == 0 ? DONE : FAILED;
  }

  private void harden() {
    Hardening.forbidDumps();
    boolean locked = Hardening.lockMemory();
    if (options.verbose()) {
      terminal.notice(
          locked
              ? "memory is locked: no key can reach the swap space"
              : "memory is not locked, for lack of a limit (ulimit -l) or privilege: "
                  + "a key could reach the swap space while it is loaded");
    }
  }

  private int run(Keyring keyring) throws IOException {
    return switch (options.action()) {
      case LIST_FINGERPRINTS, LIST_KEYS ->
          new ListCommand(keyring, terminal, options, behind()).run();
      case REMOVE_ALL -> new RemoveCommand(keyring, terminal, options, behind()).removeAll();
      case REMOVE_LOCKED -> new RemoveCommand(keyring, terminal, options, behind()).removeLocked();
      case REMOVE -> new RemoveCommand(keyring, terminal, options, behind()).run(files());
      case TEST -> new TestCommand(keyring, terminal, options, behind()).run(options.files());
      case LOCK -> new LockCommand(keyring, terminal, prompt()).lock();
      case UNLOCK -> new LockCommand(keyring, terminal, prompt()).unlock();
      case AGENT_MESSAGE ->
          new AgentMessageCommand(keyring, terminal, options.lifetime()).run(System.in);
      default -> add(Optional.of(keyring));
    };
  }

  private int add(Optional<Keyring> keyring) throws IOException {
    Constraints constraints =
        new Constraints(
            options.confirm(), options.halves() == AddOptions.Halves.CERTIFICATES, destinations());
    Keyrings dry = options.keyrings();
    HeldTypes types =
        keyring.map(HeldTypes::of).orElseGet(() -> new HeldTypes(dry::accepts, dry::accepts));
    return new AddCommand(keyring, terminal, prompt(), options, constraints, types, behind())
        .run(files());
  }

  /** Looks up the destinations before any key is read, since that starts other programs. */
  private Optional<DestinationLimit> destinations() throws IOException {
    if (options.destinations().isEmpty()) {
      return Optional.empty();
    }
    String home = HomeDirectory.ofUser().map(Path::toString).orElse("/");
    try {
      DestinationConstraints constraints =
          new Destinations(new KnownHosts(options.hostKeyFiles(), home))
              .parse(options.destinations());
      return Optional.of(DestinationLimit.of(constraints.encode()));
    } catch (DestinationException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  private AgentBehind behind() {
    return new AgentBehind(terminal, options, environment);
  }

  private PassphrasePrompt prompt() {
    List<String> files = options.files();
    return new PassphrasePrompt(environment, files.contains("-") || files.contains("/dev/stdin"));
  }

  /** The files that the user named, or else the default ones. */
  private List<String> files() throws IOException {
    List<String> files =
        options.files().isEmpty()
            ? new Home(HomeDirectory.ofUser().map(Path::toString).orElse(null)).defaultFiles()
            : options.files();
    if (files.isEmpty()) {
      throw new IOException("no key file is named, and there is none in ~/.ssh");
    }
    return files;
  }
}
