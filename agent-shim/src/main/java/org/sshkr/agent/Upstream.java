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
 * Which agent stands behind this one: the value of {@code --upstream}. A displaced one may change
 * while this process runs, so each connection to it looks again.
 *
 * @param socket of the agent that the user named; empty if none is named
 * @param displaced whether it is the agent that had SSH_AUTH_SOCK before ssh-kr took it over
 */
record Upstream(Optional<Path> socket, boolean displaced) {
  static final Upstream NONE = new Upstream(Optional.empty(), false);
  static final Upstream DISPLACED = new Upstream(Optional.empty(), true);

  private static final Set<PosixFilePermission> WRITABLE =
      PosixFilePermissions.fromString("----w--w-");

  /** Reads "auto", "none" (as with IdentityAgent of ssh_config(5)) or a path. */
  static Upstream parse(String argument) {
    return switch (argument) {
      case "auto" -> DISPLACED;
      case "none" -> NONE;
      default -> new Upstream(Optional.of(Path.of(argument).toAbsolutePath()), false);
    };
  }

  /**
   * Returns the sockets to try, in this order; none if no agent stands behind.
   *
   * @param own socket at which this agent listens
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

  /** Heeds a file of the user's own only: a socket may lie where others can make files. */
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
      return List.of(); // nothing was displaced
    }
  }
}
