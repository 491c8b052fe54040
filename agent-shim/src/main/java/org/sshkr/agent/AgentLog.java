package org.sshkr.agent;

import java.util.function.Consumer;
import java.util.function.Supplier;
import org.sshkr.ssh.key.FingerprintHash;

/**
 * The agent's log, for its administrator: one line for each event.
 *
 * @param lines takes the lines; called by several threads
 * @param verbose whether to log every request, not only signatures and failures
 * @param hash of the fingerprints in the log
 */
public record AgentLog(Consumer<String> lines, boolean verbose, FingerprintHash hash) {
  /** Creates a log that is not verbose. */
  public static AgentLog to(Consumer<String> lines) {
    return new AgentLog(lines, false, FingerprintHash.SHA256);
  }

  /** Logs a line in any case. */
  public void say(String line) {
    lines.accept(line);
  }

  /** Logs a line if the log is verbose. */
  void detail(Supplier<String> line) {
    if (verbose) {
      lines.accept(line.get());
    }
  }
}
