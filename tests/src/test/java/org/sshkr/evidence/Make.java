package org.sshkr.evidence;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.nio.file.Path;
import java.util.List;
import org.sshkr.tests.Command;
import org.sshkr.tests.User;

/** The agents that are compared. */
enum Make {
  SSH_AGENT("ssh-agent"),
  GPG_AGENT("gpg-agent"),
  SSH_AGENT_KR("ssh-agent-kr");

  /**
   * Answers gpg-agent, which asks a person for a passphrase when a key is added (Assuan, as
   * pinentry speaks it).
   */
  private static final String PINENTRY =
      """
      #!/bin/sh
      echo "OK ready"
      while read -r word rest; do
        case $word in
          GETPIN) printf 'D open sesame\\nOK\\n' ;;
          BYE) echo OK; exit ;;
          *) echo OK ;;
        esac
      done 2>/dev/null
      """;

  final String label;

  Make(String label) {
    this.label = label;
  }

  /** The command line that keeps it in the foreground, listening on {@code socket}. */
  String[] command(Path socket) {
    return switch (this) {
      case SSH_AGENT -> new String[] {"ssh-agent", "-D", "-a", socket.toString()};
      case SSH_AGENT_KR -> new String[] {Command.sshAgentKr(), "-D", "-a", socket.toString()};
      case GPG_AGENT ->
          new String[] {
            "gpg-agent",
            "--homedir",
            socket.getParent().toString(),
            "--enable-ssh-support",
            "--pinentry-program",
            socket.resolveSibling("pinentry").toString(),
            "--daemon",
            "--no-detach"
          };
    };
  }

  /** The socket that it listens on; creates the directories and files that it needs. */
  Path socket(User user) {
    user.run("mkdir", "-p", "-m", "700", label).succeeded();
    if (this == GPG_AGENT) {
      Path pinentry = user.write(label + "/pinentry", PINENTRY.getBytes(US_ASCII));
      user.run("chmod", "+x", pinentry.toString()).succeeded();
    }
    return user.file(label).resolve(this == GPG_AGENT ? "S.gpg-agent.ssh" : "socket");
  }

  /** The process that serves: even in the foreground, gpg-agent leaves that to a child process. */
  ProcessHandle process(ProcessHandle started, User user) {
    if (this != GPG_AGENT) {
      return started;
    }
    String pid = Command.run("pgrep", "-n", "-u", user.name(), label).succeeded().out().strip();
    return ProcessHandle.of(Long.parseLong(pid)).orElseThrow();
  }

  /** The command by which its users load a key file. */
  List<String> load(String file) {
    return List.of(this == SSH_AGENT_KR ? Command.sshAddKr() : "ssh-add", "-q", file);
  }
}
