package org.sshkr.doctor;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.sshkr.process.PeerCredentials;

/**
 * Whose the socket is that SSH_AUTH_SOCK names, and whether it answers. A service manager that
 * keeps the socket starts the agent for that, as for any client.
 */
record AgentOwner(SystemFiles files, AgentProbe probe, Map<String, String> environment, long uid)
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
      return Trouble.AGENT_NOT_SET.found(VARIABLE + " is not set, so ssh asks no agent");
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
      case SSH_AGENT_KR -> new Finding.Ok(answers);
      case SSHD -> Trouble.AGENT_IS_FORWARDED.found(answers);
      default -> Trouble.AGENT_IS_ANOTHER.found(answers + ", none from the kernel");
    };
  }
}
