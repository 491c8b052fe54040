package org.sshkr.doctor;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.sshkr.console.Configuration;
import org.sshkr.process.PeerCredentials;
import org.sshkr.ssh.agent.UpstreamQuery;

/**
 * Which agent has the socket that SSH_AUTH_SOCK names, and why; which agent is behind it; whether
 * it answers. If a service manager keeps the socket, this starts the agent, as any client does.
 */
record AgentOwner(
    SystemFiles files,
    AgentProbe probe,
    Configuration configuration,
    Map<String, String> environment,
    long uid)
    implements Check {
  static final String VARIABLE = "SSH_AUTH_SOCK";

  @Override
  public String subject() {
    return "agent";
  }

  @Override
  public Finding examine() {
    String value = environment.getOrDefault(VARIABLE, "");
    if (value.isEmpty()) {
      return Trouble.AGENT_NOT_SET.found(
          VARIABLE
              + " is not set, so ssh asks no agent"
              + (files.exists(relative(standardSocket()))
                  ? ", though ssh-agent-kr listens at " + standardSocket()
                  : ""));
    }
    Path socket = Path.of(value);
    PeerCredentials owner;
    try {
      owner = probe.owner(socket);
    } catch (IOException e) {
      return Trouble.AGENT_GONE.found(value + ": " + e.getMessage());
    }
    AgentProgram program = AgentProgram.of(files, owner.pid(), socket);
    String who = program.title(files, owner.pid());
    if (owner.uid() != uid && owner.uid() != 0) {
      return Trouble.AGENT_OF_ANOTHER_USER.found(who + " belongs to uid " + owner.uid());
    }
    long keys;
    try {
      keys = probe.keys(socket);
    } catch (IOException e) {
      return Trouble.AGENT_SILENT.found(who + ": " + e.getMessage());
    }
    String answers = who + " answers and lists " + (keys == 1 ? "1 key" : keys + " keys");
    return switch (program) {
      case SSH_AGENT_KR -> new Finding.Ok(answers + "; " + behind(socket));
      case SSHD -> Trouble.AGENT_IS_FORWARDED.found(answers);
      default ->
          Trouble.AGENT_IS_ANOTHER.found(answers + ", none from the kernel; " + reason(socket));
    };
  }

  private String behind(Path socket) {
    try {
      Optional<Path> upstream = probe.upstream(socket).upstream();
      if (upstream.isEmpty()) {
        return "no agent stands behind it";
      }
      boolean displaced =
          files
              .lines(relative(UpstreamQuery.displacedAgents(socket)))
              .contains(upstream.get().toString());
      return "behind it stands "
          + AgentProgram.titleByPath(upstream.get())
          + (displaced ? ", which had " + VARIABLE + " before" : ", which --upstream names");
    } catch (IOException e) {
      return "it does not say which agent stands behind it: " + e.getMessage();
    }
  }

  /** The reason why ssh-kr has not taken the variable over. */
  private String reason(Path socket) {
    Optional<Path> file = configuration.leavesOtherAgents();
    if (file.isPresent()) {
      return "it stays, since " + file.get() + " says take-over no";
    }
    if (!files.exists(relative(standardSocket()))) {
      return "ssh-agent-kr.socket is not active in this login";
    }
    return "it was set by hand, or before ssh-kr was installed: " + socket;
  }

  private Path standardSocket() {
    String runtime = environment.getOrDefault("XDG_RUNTIME_DIR", "/run/user/" + uid);
    return Path.of(runtime, "ssh-kr", "agent.sock");
  }

  private static String relative(Path path) {
    return Path.of("/").relativize(path.toAbsolutePath()).toString();
  }
}
