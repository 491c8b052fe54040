package org.sshkr.agent;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.sshkr.process.CurrentProcess;
import org.sshkr.ssh.agent.UpstreamQuery;

/**
 * The agent behind this one: the value of {@code --upstream}. A displaced agent may change while
 * this process runs, so each connection looks again.
 *
 * @param socket of the agent that the user named; empty if none is named
 * @param displaced whether it is the agent that had SSH_AUTH_SOCK before ssh-kr took it over
 */
record Upstream(Optional<Path> socket, boolean displaced) {
  static final Upstream NONE = new Upstream(Optional.empty(), false);
  static final Upstream DISPLACED = new Upstream(Optional.empty(), true);

  private static final Set<PosixFilePermission> WRITABLE =
      PosixFilePermissions.fromString("----w--w-");

  /** Reads "auto", "none" (as for IdentityAgent in ssh_config(5)) or a path. */
  static Upstream parse(String argument) {
    return switch (argument) {
      case "auto" -> DISPLACED;
      case "none" -> NONE;
      default -> new Upstream(Optional.of(Path.of(argument).toAbsolutePath()), false);
    };
  }

  /**
   * The sockets to try, in this order; empty if there is no agent behind.
   *
   * @param own socket on which this agent listens
   */
  List<Path> sockets(Path own) {
    if (!displaced) {
      return socket.stream().toList();
    }
    List<Path> found = new ArrayList<>();
    for (String line : linesOf(UpstreamQuery.displacedAgents(own))) {
      if (line.startsWith("/") && !Path.of(line).equals(own) && Files.exists(Path.of(line))) {
        found.add(Path.of(line));
      }
    }
    return found;
  }

  /**
   * Reads the lines of a file, but only if it is the user's own: others may be able to make files
   * beside a socket.
   */
  private static List<String> linesOf(Path file) {
    try {
      Map<String, Object> attributes = Files.readAttributes(file, "unix:uid,permissions");
      @SuppressWarnings("unchecked")
      Set<PosixFilePermission> permissions =
          (Set<PosixFilePermission>) attributes.get("permissions");
      boolean mine =
          Integer.toUnsignedLong((Integer) attributes.get("uid")) == CurrentProcess.effectiveUid();
      return mine && permissions.stream().noneMatch(WRITABLE::contains)
          ? Files.readAllLines(file)
          : List.of();
    } catch (IOException e) {
      return List.of(); // no agent was displaced
    }
  }
}
