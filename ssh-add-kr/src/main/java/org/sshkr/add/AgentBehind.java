package org.sshkr.add;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.sshkr.console.Terminal;
import org.sshkr.console.UserLocale;
import org.sshkr.keyfile.AgentOnlyKeyException;
import org.sshkr.ssh.agent.UpstreamQuery;

/**
 * The agent behind ssh-agent-kr, which has the keys that the kernel can't sign with. OpenSSH's
 * ssh-add does the work, since it knows all key types and their prompts. It uses ssh-agent-kr's
 * socket, so that the keyring's lock also holds for these keys.
 */
final class AgentBehind {
  /** The query may start ssh-agent-kr, which takes some seconds on a busy machine. */
  private static final Duration LIMIT = Duration.ofSeconds(20);

  /** Stands for a key that is not from standard input or a pipe. */
  static final byte[] NOT_PIPED = {};

  private final Terminal terminal;
  private final AddOptions options;
  private final Map<String, String> environment;

  AgentBehind(Terminal terminal, AddOptions options, Map<String, String> environment) {
    this.terminal = terminal;
    this.options = options;
    this.environment = environment;
  }

  /**
   * The agents that were found.
   *
   * @param shim socket of ssh-agent-kr
   * @param socket of the agent behind it
   */
  private record Found(Path shim, Path socket) {}

  /** Asks ssh-agent-kr; empty if it does not run, or if there is no agent behind it. */
  private Optional<Found> find() {
    for (Path shim : shims()) {
      try {
        Optional<Path> socket = UpstreamQuery.ask(shim, LIMIT).upstream();
        if (socket.isPresent()) {
          return Optional.of(new Found(shim, socket.get()));
        }
      } catch (IOException e) {
        // no agent listens there
      }
    }
    return Optional.empty();
  }

  /**
   * Like {@link #find}, but only if an agent was displaced: the query would start ssh-agent-kr, and
   * callers need to be quick.
   */
  private Optional<Found> findDisplaced() {
    return shims().stream().anyMatch(shim -> Files.exists(UpstreamQuery.displacedAgents(shim)))
        ? find()
        : Optional.empty();
  }

  /**
   * The sockets of the agent that ssh would ask, and of the one that the package provides for each
   * user.
   */
  private List<Path> shims() {
    List<Path> sockets = new ArrayList<>();
    String current = environment.getOrDefault("SSH_AUTH_SOCK", "");
    if (!current.isEmpty()) {
      sockets.add(Path.of(current).toAbsolutePath());
    }
    String runtime = environment.getOrDefault("XDG_RUNTIME_DIR", "");
    if (!runtime.isEmpty()) {
      Path standard = Path.of(runtime, "ssh-kr", "agent.sock");
      if (!sockets.contains(standard)) {
        sockets.add(standard);
      }
    }
    return sockets;
  }

  /**
   * Has ssh-add do with a file what this program was asked to do; if it can't, reports why.
   *
   * @param piped the file's contents, if it is standard input or a pipe, which can't be read again
   * @return whether it was done
   */
  boolean handOver(String file, AgentOnlyKeyException key, byte[] piped) {
    Optional<Found> found = find();
    if (found.isEmpty() || (file.equals("-") && piped.length == 0)) {
      terminal.error(FileErrors.describe(file, key));
      return false;
    }
    if (options.action() == AddOptions.Action.ADD && !options.quiet()) {
      terminal.notice(
          AddCommand.nameOf(file)
              + ": "
              + key.kind()
              + ", which the kernel can't sign with; it "
              + (options.dryRun() ? "would go" : "goes")
              + " to the agent behind ssh-agent-kr, "
              + found.get().socket());
    }
    String source = piped.length > 0 ? "-" : file;
    return options.dryRun() || run(found.get().shim(), options.forSshAdd(source), piped);
  }

  /** Removes the keys of the agent behind too, if an agent was displaced. */
  boolean removeAll() {
    Optional<Found> found = findDisplaced();
    return found.isEmpty() || run(found.get().shim(), List.of("-q", "-D"), NOT_PIPED);
  }

  /**
   * The lines in which ssh-add lists the keyring and the agent behind, if an agent was displaced.
   */
  List<String> list() {
    Optional<Found> found = findDisplaced();
    if (found.isEmpty()) {
      return List.of();
    }
    try {
      Process process = builder(found.get().shim(), options.forSshAddList()).start();
      process.getOutputStream().close();
      List<String> lines = process.inputReader().lines().toList();
      // on failure, the lines say that there are no identities
      return process.waitFor() == 0 ? lines : List.of();
    } catch (IOException e) {
      terminal.error("the keys of the agent behind are not listed: " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return List.of();
  }

  private boolean run(Path socket, List<String> words, byte[] in) {
    ProcessBuilder builder = builder(socket, words).inheritIO();
    if (in.length > 0) {
      builder.redirectInput(ProcessBuilder.Redirect.PIPE);
    }
    try {
      Process process = builder.start();
      if (in.length > 0) {
        try (OutputStream out = process.getOutputStream()) {
          out.write(in);
        }
      }
      return process.waitFor() == 0;
    } catch (IOException e) {
      terminal.error("the agent behind is not reached: " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return false;
  }

  private ProcessBuilder builder(Path socket, List<String> words) {
    List<String> command = new ArrayList<>(List.of("ssh-add"));
    command.addAll(words);
    ProcessBuilder builder = UserLocale.restore(new ProcessBuilder(command));
    builder.environment().put("SSH_AUTH_SOCK", socket.toString());
    return builder;
  }
}
