package org.sshkr.doctor;

import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;

/** The program that has an agent's socket. */
enum AgentProgram {
  SSH_AGENT_KR("ssh-agent-kr", "/ssh-kr/"),
  SSH_AGENT("OpenSSH's ssh-agent", "/openssh_agent"),
  GPG_AGENT("gpg-agent", "/S.gpg-agent.ssh"),
  GNOME_KEYRING("gnome-keyring", "/keyring/"),
  GCR("gcr's ssh-agent", "/gcr/ssh"),
  SSHD("sshd, which forwards the agent of the machine you came from", ""),
  OTHER("", "");

  private static final String OUR_CLASS = "org.sshkr.agent.SshAgentKr";

  /**
   * The sockets of ssh-agent, before OpenSSH 10.1 and since. It listens, then moves to the
   * background as another process; the process that listened ends, or becomes the command to run.
   */
  private static final Pattern OF_SSH_AGENT =
      Pattern.compile(".*/ssh-\\w+/agent\\.\\d+|.*/\\.ssh/agent/.*");

  private final String title;

  /** Part of the path of the socket that systemd keeps for it, in which case systemd listens. */
  private final String inPath;

  AgentProgram(String title, String inPath) {
    this.title = title;
    this.inPath = inPath;
  }

  /** Tells the program by the listening process or, if that is systemd, by the socket's path. */
  static AgentProgram of(SystemFiles files, int pid, Path socket) {
    String command = files.text("proc/" + pid + "/cmdline").orElse("");
    if (command.contains(OUR_CLASS)) {
      return SSH_AGENT_KR;
    }
    return switch (name(files, pid).orElse("")) {
      case "ssh-agent" -> SSH_AGENT;
      case "gpg-agent" -> GPG_AGENT;
      case "gnome-keyring-d" -> GNOME_KEYRING; // proc(5) cuts names to 15 bytes
      case "gcr-ssh-agent" -> GCR;
      case "sshd", "sshd-session" -> SSHD;
      case "systemd" -> byPath(socket);
      default -> OF_SSH_AGENT.matcher(socket.toString()).matches() ? SSH_AGENT : OTHER;
    };
  }

  /** Its name for people, as far as the socket's path reveals it, and that path. */
  static String titleByPath(Path socket) {
    AgentProgram program =
        OF_SSH_AGENT.matcher(socket.toString()).matches() ? SSH_AGENT : byPath(socket);
    return (program == OTHER ? "the agent" : program.title) + " at " + socket;
  }

  private static AgentProgram byPath(Path socket) {
    for (AgentProgram program : values()) {
      if (!program.inPath.isEmpty() && socket.toString().contains(program.inPath)) {
        return program;
      }
    }
    return OTHER;
  }

  private static Optional<String> name(SystemFiles files, int pid) {
    return files.text("proc/" + pid + "/comm");
  }

  /** Its name for people, and the process if that is known. */
  String title(SystemFiles files, int pid) {
    Optional<String> name = name(files, pid);
    String text = this == OTHER ? name.orElse("another program") : title;
    boolean known = name.isPresent() && (this != SSH_AGENT || name.get().equals("ssh-agent"));
    return known ? text + " (pid " + pid + ")" : text;
  }
}
