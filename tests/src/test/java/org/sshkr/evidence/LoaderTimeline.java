package org.sshkr.evidence;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.sshkr.tests.MemoryScan;

/**
 * Records how much of the key the loaders hold, and when: a loader is stopped every few
 * milliseconds, searched, and continued. Counts the time in which it was not stopped, and its
 * processor time. Run by tests/evidence/run.
 */
final class LoaderTimeline {
  private final Rows rows;
  private final Signals signals = new Signals();
  private final MemoryScan scan;
  private final long stepNanos;

  private LoaderTimeline(Rows rows, MemoryScan scan, long stepNanos) throws IOException {
    this.rows = rows;
    this.scan = scan;
    this.stepNanos = stepNanos;
  }

  /**
   * Writes the table.
   *
   * @param args directory of the table, number of loads by each loader, microseconds between stops
   */
  public static void main(String[] args) throws Exception {
    String[] header = "loader run milliseconds processor state d p q dP dQ qInv text".split(" ");
    try (Rows rows = new Rows(Path.of(args[0], "loader.tsv"), header);
        Victim victim = Victim.create(2048);
        RunningAgent other = RunningAgent.start(Make.SSH_AGENT, victim.user())) {
      long step = 1000 * Long.parseLong(args[2]);
      LoaderTimeline timeline = new LoaderTimeline(rows, victim.scan(), step);
      for (int run = 0; run < Integer.parseInt(args[1]); run++) {
        String[] ours = Make.SSH_AGENT_KR.load("key").toArray(String[]::new);
        timeline.run("ssh-add-kr", run, victim.user().command(List.of(), ours));
        String socket = "SSH_AUTH_SOCK=" + other.socket();
        String[] theirs = Make.SSH_AGENT.load("key").toArray(String[]::new);
        timeline.run("ssh-add", run, victim.user().command(List.of(socket), theirs));
      }
      timeline.signals.close();
    }
  }

  private void run(String loader, int run, String[] command) throws Exception {
    long stopped = 0;
    long processor = 0;
    long start = System.nanoTime();
    Process process =
        new ProcessBuilder(command)
            .redirectOutput(Redirect.DISCARD)
            .redirectError(Redirect.DISCARD)
            .start();
    do {
      LockSupport.parkNanos(stepNanos);
      long stop = System.nanoTime();
      if (Snapshots.stop(signals, process.toHandle())) {
        Map<String, Integer> hits = scan.scan(process.pid());
        processor = process.info().totalCpuDuration().map(Duration::toMillis).orElse(processor);
        row(loader, run, stop - start - stopped, processor, "runs", hits);
        stopped += System.nanoTime() - stop;
        signals.send("CONT", process.pid());
      }
    } while (process.isAlive());
    row(loader, run, System.nanoTime() - start - stopped, processor, "ended", Map.of());
    if (process.waitFor() != 0) {
      throw new IllegalStateException("status " + process.exitValue() + " of " + loader);
    }
  }

  private void row(
      String loader, int run, long nanos, long processor, String state, Map<String, Integer> hits)
      throws IOException {
    Object[] row = {loader, run, nanos / 1e6, processor, state, 0, 0, 0, 0, 0, 0, 0};
    int column = 5;
    for (String number : MemorySection.NUMBERS) {
      row[column++] = hits.getOrDefault(number, 0);
    }
    rows.add(row);
  }
}
