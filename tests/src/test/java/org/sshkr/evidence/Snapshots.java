package org.sshkr.evidence;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import org.sshkr.tests.MemoryScan;

/**
 * Snapshots of a process at random moments: it is stopped, all its memory is searched, and it
 * continues.
 */
final class Snapshots {
  private static final long MOST_BETWEEN_NANOS = 20_000_000;

  private final MemoryScan scan;
  private final Map<String, Integer> most = new LinkedHashMap<>();
  private int taken;
  private int withHits;

  Snapshots(MemoryScan scan) {
    this.scan = scan;
  }

  /** Takes {@code count} snapshots. */
  Snapshots take(ProcessHandle process, int count) throws IOException {
    Random random = new Random(1);
    try (Signals signals = new Signals()) {
      for (int i = 0; i < count; i++) {
        LockSupport.parkNanos(random.nextLong(MOST_BETWEEN_NANOS));
        if (!stop(signals, process)) {
          throw new IOException("process " + process.pid() + " has ended");
        }
        add(scan.scan(process.pid()));
        signals.send("CONT", process.pid());
      }
    }
    return this;
  }

  /** Stops it and returns once all its threads have stopped; false if it has ended. */
  static boolean stop(Signals signals, ProcessHandle process) throws IOException {
    if (!signals.send("STOP", process.pid())) {
      return false;
    }
    String state = state(process.pid());
    while (!state.matches("[TXZ]")) {
      state = state(process.pid());
    }
    return state.equals("T");
  }

  /** The state in proc(5), status: T is stopped. */
  private static String state(long pid) {
    try {
      return Files.readAllLines(Path.of("/proc/" + pid + "/status")).stream()
          .filter(line -> line.startsWith("State:"))
          .map(line -> line.replaceAll("State:\\s+(.).*", "$1"))
          .findFirst()
          .orElse("X");
    } catch (IOException e) {
      return "X"; // it has ended
    }
  }

  /** Adds the hits of one moment. */
  Snapshots add(Map<String, Integer> hits) {
    taken++;
    withHits += sum(hits) > 0 ? 1 : 0;
    hits.forEach((name, number) -> most.merge(name, number, Math::max));
    return this;
  }

  private static int sum(Map<String, Integer> hits) {
    return hits.values().stream().mapToInt(Integer::intValue).sum();
  }

  int taken() {
    return taken;
  }

  int withHits() {
    return withHits;
  }

  /** The most hits at one moment. */
  Map<String, Integer> most() {
    return most;
  }
}
