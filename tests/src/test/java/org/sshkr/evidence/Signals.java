package org.sshkr.evidence;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;

/**
 * Sends signals quickly, through a shell that waits for them: starting a program each time takes
 * long.
 */
final class Signals implements AutoCloseable {
  private final Process shell = new ProcessBuilder("sh").redirectErrorStream(true).start();
  private final Writer in = shell.outputWriter();
  private final BufferedReader out = shell.inputReader();

  Signals() throws IOException {}

  /** Sends a signal, and returns whether the process was still there. */
  boolean send(String signal, long pid) throws IOException {
    in.write("kill -" + signal + " " + pid + " 2>/dev/null; echo $?\n");
    in.flush();
    return out.readLine().equals("0");
  }

  @Override
  public void close() {
    shell.destroyForcibly().onExit().join();
  }
}
