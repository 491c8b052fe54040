package org.sshkr.agent;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.sshkr.process.CurrentProcess;
import org.sshkr.process.OtherProcess;

/**
 * The process that SSH_AGENT_PID names. It may be any process: the variable outlives its agent,
 * whose pid is used again, and 1 is the machine's or container's first process.
 */
final class AgentPid {
  private final int pid;

  private AgentPid(int pid) {
    this.pid = pid;
  }

  /**
   * Finds the process with this pid.
   *
   * @throws IOException with one line for the user, if no agent can have this pid
   */
  static AgentPid of(String text) throws IOException {
    try {
      int pid = Integer.parseInt(text);
      if (pid >= 2) {
        return new AgentPid(pid);
      }
    } catch (NumberFormatException e) {
      // reported below
    }
    throw new IOException("SSH_AGENT_PID is not the process id of an agent: " + text);
  }

  /**
   * Ends it with SIGTERM.
   *
   * @throws IOException with one line for the user, if it is not an ssh-agent-kr, or is another
   *     user's
   */
  void terminate() throws IOException {
    OtherProcess process = new OtherProcess(pid);
    if (!process.exists()) {
      throw new IOException("there is no process with the id in SSH_AGENT_PID: " + pid);
    }
    requireAgent();
    if (!process.terminate()) {
      throw new IOException("the agent that SSH_AGENT_PID names is another user's: " + pid);
    }
  }

  private void requireAgent() throws IOException {
    List<String> words;
    try {
      words = commandLine();
    } catch (IOException e) {
      // /proc mounted with hidepid hides it, as it hides all agents; never from root
      if (CurrentProcess.effectiveUid() != 0) {
        return;
      }
      throw new IOException(
          "can't tell whether the process is ssh-agent-kr, it goes on: " + pid, e);
    }
    if (!words.contains(SshAgentKr.class.getName())) {
      throw new IOException(
          "the process that SSH_AGENT_PID names is not ssh-agent-kr, and goes on: "
              + pid
              + (words.get(0).isEmpty() ? "" : " (" + words.get(0) + ")"));
    }
  }

  /** The words of the command line (proc(5)); none for a kernel thread. */
  private List<String> commandLine() throws IOException {
    byte[] words = Files.readAllBytes(Path.of("/proc", Integer.toString(pid), "cmdline"));
    return Arrays.asList(new String(words, StandardCharsets.UTF_8).split("\0", -1));
  }
}
