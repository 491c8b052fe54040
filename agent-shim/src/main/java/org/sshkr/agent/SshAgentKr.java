package org.sshkr.agent;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.sshkr.console.Terminal;
import org.sshkr.console.UsageException;
import org.sshkr.console.UserLocale;
import org.sshkr.console.Version;
import org.sshkr.keyring.Keyring;
import org.sshkr.keyring.KeyringException;
import org.sshkr.keyring.LinuxKeyring;
import org.sshkr.process.CurrentProcess;
import org.sshkr.process.Hardening;
import org.sshkr.process.OtherProcess;
import org.sshkr.process.Signals;
import org.sshkr.server.AgentServer;
import org.sshkr.server.AgentSocket;
import org.sshkr.server.PeerCheck;
import org.sshkr.server.ServerLimits;

/**
 * The program ssh-agent-kr. Its exit status is ssh-agent's: 0, or 1 on any error.
 *
 * <p>Java can neither fork nor exec. So the launcher, a shell script, captures this program's
 * output, unless the command line asks for the foreground, and acts on it: it prints the output, or
 * execs the agent in the foreground or the user's command.
 */
public final class SshAgentKr {
  private static final String SOCKET_VARIABLE = "SSH_AUTH_SOCK";
  private static final String LAUNCHER_PROPERTY = "sshkr.launcher";

  /** The name that the launcher was called by; it may be a link's. */
  private static final String NAME_PROPERTY = "sshkr.name";

  /** "yes" if the launcher captures the output and waits for the end of this process. */
  private static final String CAPTURED_PROPERTY = "sshkr.captured";

  private static final String PID_VARIABLE = "SSH_AGENT_PID";

  private final Terminal terminal;
  private final AgentOptions options;

  private SshAgentKr(Terminal terminal, AgentOptions options) {
    this.terminal = terminal;
    this.options = options;
  }

  public static void main(String[] args) {
    Terminal terminal = Terminal.of("ssh-agent-kr");
    int status;
    try {
      AgentOptions options = AgentOptions.parse(args, System.getenv());
      status = new SshAgentKr(terminal, options).run(args, System.getenv());
    } catch (UsageException | IOException | KeyringException e) {
      terminal.error(e.getMessage());
      status = 1;
    }
    System.exit(status);
  }

  private int run(String[] args, Map<String, String> environment) throws IOException {
    return switch (options.mode()) {
      case HELP -> {
        terminal.result(AgentOptions.USAGE);
        yield 0;
      }
      case VERSION -> {
        terminal.result("ssh-agent-kr " + Version.current());
        yield 0;
      }
      case KILL -> kill(environment.get(PID_VARIABLE));
      case BACKGROUND -> startDetached(List.of(args));
      case COMMAND -> startForCommand(List.of(args));
      case FOREGROUND -> {
        if ("yes".equals(System.getProperty(CAPTURED_PROPERTY))) {
          terminal.result("foreground");
          yield 0;
        }
        yield serve(environment.get("TMPDIR"));
      }
      case DETACHED -> serve(environment.get("TMPDIR"));
    };
  }

  /**
   * The launcher execs the command: it evaluates this program's output, which drops the options
   * from its arguments and sets the variables. The agent ends after that process.
   */
  private int startForCommand(List<String> args) throws IOException {
    long launcher = ProcessHandle.current().parent().orElseThrow().pid();
    int optionWords = args.size() - options.command().size();
    terminal.result("shift " + optionWords + "\nrequire_command \"$1\"");
    List<String> words = new ArrayList<>(List.of("--until-exit", Long.toString(launcher)));
    words.addAll(args.subList(0, optionWords));
    int status = startDetached(words);
    LauncherEnvironment.of(launcher).restore().forEach(terminal::result);
    return status;
  }

  private int kill(String pid) throws IOException {
    if (pid == null) {
      throw new IOException(PID_VARIABLE + " is not set, so there is no agent to end");
    }
    AgentPid.of(pid).terminate();
    terminal.result(options.shell().unset(SOCKET_VARIABLE));
    terminal.result(options.shell().unset(PID_VARIABLE));
    terminal.result("echo Agent pid " + pid + " killed;");
    return 0;
  }

  /**
   * Java can't fork, so the same command line is started again, in a process that outlives this
   * one. Its command line ends in the program's name, since scripts look for such a line of ps(1)
   * and start another agent if there is none.
   */
  private int startDetached(List<String> args) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(System.getProperty(LAUNCHER_PROPERTY));
    command.add("--detached");
    command.addAll(args);
    command.add(System.getProperty(NAME_PROPERTY, "ssh-agent-kr"));
    Process agent =
        UserLocale.restore(new ProcessBuilder(command))
            .redirectInput(new File("/dev/null"))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (BufferedReader lines = agent.inputReader()) {
      String line = lines.readLine();
      if (line == null) {
        return agent.waitFor(); // the agent has already said why
      }
      for (; line != null; line = lines.readLine()) {
        terminal.result(line);
      }
      return 0;
    } catch (InterruptedException e) {
      throw new IOException("interrupted while the agent starts", e);
    }
  }

  /**
   * A package's upgrade replaces the jars under a running agent, which goes on as long as a client
   * is connected. So it must not open a jar later: a search that finds nothing opens them all.
   */
  private static void openAllJars() {
    if (ClassLoader.getSystemResource("no/such/resource") != null) {
      throw new IllegalStateException("the class path has an invalid entry");
    }
  }

  private int serve(String temporaryDirectory) throws IOException {
    openAllJars();
    options
        .name()
        .or(() -> Optional.ofNullable(System.getProperty(NAME_PROPERTY)))
        .ifPresent(CurrentProcess::rename); // before the files of this process become root's
    Hardening.forbidDumps();
    LinuxKeyring kernel = LinuxKeyring.open(options.keyrings().selector());
    kernel.reserve();
    Keyring keyring = options.keyrings().with(kernel);
    Optional<AgentSocket> inherited =
        options.mode() == AgentOptions.Mode.FOREGROUND && options.socket().isEmpty()
            ? AgentSocket.inherited()
            : Optional.empty();
    AgentSocket socket = inherited.isPresent() ? inherited.get() : bind(temporaryDirectory);
    if (options.upstream().socket().equals(Optional.of(socket.path().toAbsolutePath()))) {
      socket.close();
      throw new IOException("the upstream agent can't be this one: " + socket.path());
    }
    AgentLog log = new AgentLog(terminal::error, options.verbose(), options.hash());
    Signals.handle("USR1", () -> removeAll(keyring, log));
    Runtime.getRuntime().addShutdownHook(new Thread(() -> remove(socket), "remove-socket"));
    KeyringAgent own =
        new KeyringAgent(
            keyring,
            confirmation(),
            LoaderProcess.of(
                System.getProperty(LAUNCHER_PROPERTY), options.keyrings(), options.lifetime()),
            options.sha1());
    Agent agent =
        options.upstream().equals(Upstream.NONE)
            ? own
            : new UpstreamAgent(own, options.upstream(), socket.path(), log::say);
    AgentServer server =
        new AgentServer(
            socket.channel(),
            PeerCheck.sameUserOrRoot(),
            peer -> new RequestHandler(agent, new Client(peer), log),
            kernel::newThread,
            log::say,
            options.idleExit(),
            ServerLimits.DEFAULT);
    options.untilExit().ifPresent(SshAgentKr::endAfter);
    if (inherited.isEmpty()) {
      announce(socket); // otherwise standard output is the socket too
    }
    server.run();
    return 0;
  }

  private Confirmation confirmation() {
    Confirmation askpass = new AskpassConfirmation(System.getenv(), options.hash());
    return options.remember().isPresent()
        ? new RememberedConfirmation(askpass, options.remember().get())
        : askpass;
  }

  private AgentSocket bind(String temporaryDirectory) throws IOException {
    return options.socket().isPresent()
        ? AgentSocket.bind(options.socket().get())
        : AgentSocket.bindBelow(Path.of(temporaryDirectory == null ? "/tmp" : temporaryDirectory));
  }

  private static void removeAll(Keyring keyring, AgentLog log) {
    try {
      keyring.removeAll();
      log.say("all keys were removed on SIGUSR1");
    } catch (KeyringException e) {
      log.say("the keys could not be removed on SIGUSR1: " + e.getMessage());
    }
  }

  /** Prints the lines for the shell to evaluate, and lets the shell go on. */
  private void announce(AgentSocket socket) {
    long pid = ProcessHandle.current().pid();
    ShellSyntax shell = options.shell();
    terminal.result(shell.set(SOCKET_VARIABLE, socket.path().toString()));
    boolean detached = options.mode() == AgentOptions.Mode.DETACHED;
    if (detached) {
      terminal.result(shell.set(PID_VARIABLE, Long.toString(pid)));
    }
    if (options.untilExit().isEmpty()) {
      terminal.result("echo Agent pid " + pid + ";");
    }
    if (detached) {
      CurrentProcess.detach();
      terminal.close();
    } else {
      terminal.closeResult();
    }
  }

  /** Ends this process soon after another one. */
  private static void endAfter(int pid) {
    Thread waiting =
        new Thread(
            () -> {
              try {
                new OtherProcess(pid).awaitEnd();
                System.exit(0);
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            },
            "end-after-command");
    waiting.setDaemon(true);
    waiting.start();
  }

  private static void remove(AgentSocket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      // the process is ending: there is nobody left to tell
    }
  }
}
