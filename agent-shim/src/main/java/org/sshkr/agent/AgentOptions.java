package org.sshkr.agent;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
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
 * The command line of ssh-agent-kr; letters mean the same as for ssh-agent(1).
 *
 * @param mode the task
 * @param shell the syntax of the output for eval
 * @param socket to listen on; empty for one in a new directory
 * @param lifetime of keys that clients add without a lifetime of their own; empty for no limit
 * @param keyrings whose identities to serve
 * @param hash of the fingerprints in the log and in questions
 * @param verbose whether to log every request
 * @param sha1 whether to sign with SHA-1 for clients that ask for it
 * @param idleExit the time without a client after which to end; empty for never
 * @param upstream the agent that has the keys that the kernel can't hold
 * @param remember how long a confirmation holds for the same question; empty for once
 * @param untilExit process id whose end also ends the agent; empty for none
 * @param name of the process in the background; empty for the launcher's own
 * @param command to run with the agent, which ends after it; empty for none
 */
record AgentOptions(
    Mode mode,
    ShellSyntax shell,
    Optional<Path> socket,
    Optional<Duration> lifetime,
    Keyrings keyrings,
    FingerprintHash hash,
    boolean verbose,
    boolean sha1,
    Optional<Duration> idleExit,
    Upstream upstream,
    Optional<Duration> remember,
    Optional<Integer> untilExit,
    Optional<String> name,
    List<String> command) {
  static final String USAGE =
      """
      usage: ssh-agent-kr [-c | -s] [-DdTUv] [-a socket] [-E hash] [-t life] [--option ...]
             ssh-agent-kr [-v] [-a socket] [-E hash] [-t life] [--option ...]
                          command [argument ...]
             ssh-agent-kr [-c | -s] -k
        -a socket       listen on this path
        -c              print commands for csh
        -D, -d          stay in the foreground, and log to stderr
        -E hash         hash of fingerprints in the log and in questions: sha256 or md5
        -k              end the agent that SSH_AGENT_PID names
        -O option, -P patterns, -T, -U
                        accepted as by ssh-agent, but no token library is ever loaded,
                        and sockets are below $TMPDIR or /tmp
        -s              print commands for sh (the default unless $SHELL is a csh)
        -t life         remove keys that clients add after this time, unless they set another:
                        seconds, or 1h30m
        -v              log every request, not only signatures and failures
        --idle-exit time
                        end once no client has been connected for this time
        --keyring name  user-session (the default), user, session or persistent
        --no-sha1, --sha1
                        refuse, or agree (the default), to sign with SHA-1 (the algorithm ssh-rsa)
        --remember time
                        do not ask again within this time for the same key, programs
                        and destination
        --rsa where     add RSA keys to the kernel (the default) or to the signer
        --signer which  use the system's signer (the default), own or no; see ssh-signer-kr(8)
        --upstream socket
                        have this agent keep and use the keys that the kernel can't hold;
                        auto: the one that had SSH_AUTH_SOCK before (the default); none
        --version""";

  /** The task of the program. */
  enum Mode {
    /** Start a {@link #DETACHED} process, and end once it listens. */
    BACKGROUND,
    DETACHED,
    FOREGROUND,
    /** Start a {@link #DETACHED} process for a command, and end once it listens. */
    COMMAND,
    KILL,
    HELP,
    VERSION;

    /** Whether this mode serves a keyring, and so reads the configuration files. */
    boolean serves() {
      return this != KILL && this != HELP && this != VERSION;
    }
  }

  /**
   * Reads the command line and, if the mode needs them, the configuration files.
   *
   * @throws UsageException if one of them is wrong
   */
  static AgentOptions parse(String[] words, Map<String, String> environment) throws UsageException {
    String shell = environment.get("SHELL");
    AgentOptions options = parse(words, shell);
    return options.mode().serves()
        ? parse(Configuration.of(environment).before(Program.SSH_AGENT_KR, words), shell)
        : options;
  }

  /**
   * Reads a command line.
   *
   * @param shellVariable value of SHELL, or null
   * @throws UsageException if it is wrong
   */
  static AgentOptions parse(String[] words, String shellVariable) throws UsageException {
    Mode mode = Mode.BACKGROUND;
    Optional<ShellSyntax> shell = Optional.empty();
    Optional<Path> socket = Optional.empty();
    Optional<Duration> lifetime = Optional.empty();
    KeyringSelector keyring = KeyringSelector.USER_SESSION;
    SignerChoice signer = SignerChoice.SYSTEM;
    boolean rsaToSigner = false;
    FingerprintHash hash = FingerprintHash.SHA256;
    boolean verbose = false;
    boolean sha1 = true;
    Optional<Duration> idleExit = Optional.empty();
    Upstream upstream = Upstream.DISPLACED;
    Optional<Duration> remember = Optional.empty();
    Optional<Integer> until = Optional.empty();

    GetOpt options =
        new GetOpt(
            words,
            "a:cDdE:khO:P:sTt:Uv",
            List.of(
                "detached",
                "help",
                "idle-exit:",
                "keyring:",
                "no-sha1",
                "remember:",
                "rsa:",
                "sha1",
                "signer:",
                "until-exit:",
                "upstream:",
                "version"));
    for (String option = options.next(); option != null; option = options.next()) {
      switch (option) {
        case "a" -> socket = Optional.of(Path.of(options.argument()));
        case "c" -> shell = Optional.of(ShellSyntax.CSH);
        case "s" -> shell = Optional.of(ShellSyntax.SH);
        case "t" -> lifetime = TimeFormat.parseLifetime(options.argument());
        case "E" -> hash = HashOption.parse(options.argument());
        case "O" -> requireTokenOption(options.argument());
        case "P" -> {} // libraries that ssh-agent may load for tokens; none is loaded here
        case "T", "U" -> {} // OpenSSH 10.1: a socket below /tmp, stale ones stay; always so here
        case "v" -> verbose = true;
        case "rsa" -> rsaToSigner = SignerOptions.rsaToSigner(options.argument());
        case "signer" -> signer = SignerOptions.signer(options.argument());
        case "no-sha1" -> sha1 = false;
        case "sha1" -> sha1 = true;
        case "upstream" -> upstream = Upstream.parse(options.argument());
        case "idle-exit" -> idleExit = TimeFormat.parseLifetime(options.argument());
        case "remember" -> remember = TimeFormat.parseLifetime(options.argument());
        case "D", "d" -> mode = Mode.FOREGROUND;
        case "detached" -> mode = Mode.DETACHED;
        case "until-exit" -> until = Optional.of(Integer.valueOf(options.argument()));
        case "k" -> mode = Mode.KILL;
        case "keyring" -> keyring = KeyringSelector.named(options.argument());
        case "version" -> mode = Mode.VERSION;
        default -> mode = Mode.HELP;
      }
    }
    List<String> command = options.operands();
    Optional<String> name = Optional.empty();
    if (mode == Mode.DETACHED) {
      name = command.stream().findFirst();
      command = List.of();
    } else if (!command.isEmpty()) {
      if (mode != Mode.BACKGROUND || shell.isPresent()) {
        throw new UsageException("a command can't be combined with -c, -D, -d, -k or -s");
      }
      mode = Mode.COMMAND;
    }
    Optional<Integer> untilExit = until;
    return new AgentOptions(
        mode,
        shell.orElseGet(
            () -> untilExit.isPresent() ? ShellSyntax.SH : ShellSyntax.of(shellVariable)),
        socket,
        lifetime,
        new Keyrings(keyring, signer, rsaToSigner),
        hash,
        verbose,
        sha1,
        idleExit,
        upstream,
        remember,
        untilExit,
        name,
        command);
  }

  /** Accepts ssh-agent's -O options: all of them concern tokens, which don't exist here. */
  private static void requireTokenOption(String option) throws UsageException {
    if (!option.equals("no-restrict-websafe")
        && !option.equals("allow-remote-pkcs11")
        && !option.startsWith("websafe-allow=")) {
      throw new UsageException("unknown option -O " + option + "; see --help");
    }
  }
}
