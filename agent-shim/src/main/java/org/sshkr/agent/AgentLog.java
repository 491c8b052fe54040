package org.sshkr.agent;

import java.util.function.Consumer;
import java.util.function.Supplier;
import org.sshkr.ssh.key.FingerprintHash;

/**
 * What the agent tells its administrator, one line each.
 *
 * @param lines takes them; called by several threads
 * @param verbose whether they tell of every request, not only of signatures and of what goes wrong
 * @param hash of the fingerprints in them
 */
public record AgentLog(Consumer<String> lines, boolean verbose, FingerprintHash hash) {
  /** A log that is not verbose. */
  public static AgentLog to(Consumer<String> lines) {
    return new AgentLog(lines, false, FingerprintHash.SHA256);
  }

  /** A line that is always told. */
  public void say(String line) {
    lines.accept(line);
  }

  /** A line that is told if the log is verbose. */
  void detail(Supplier<String> line) {
    if (verbose) {
      lines.accept(line.get());
    }
  }
}
