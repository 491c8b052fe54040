package org.sshkr.evidence;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.sshkr.tests.Await;
import org.sshkr.tests.ClientLoad.Outcome;
import org.sshkr.tests.Command;

/** Faults of the shim's process: killed, suspended, short of memory or of descriptors. */
final class ProcessFaults {
  private static final int MOST_ANSWERS_BETWEEN_KILLS = 100;
  private static final Duration SUSPENDED = Duration.ofMillis(500);

  /** The fault that the full run lets go on for ten minutes. */
  static final String KILLED = "the shim is killed at random";

  private ProcessFaults() {}

  static List<Fault> all() {
    return List.of(
        Fault.ofMany(KILLED, Fault.whileServing(ProcessFaults::kill)),
        Fault.of(
            "the shim is suspended for half a second (SIGSTOP)",
            Fault.whileServing(ProcessFaults::suspend)),
        Fault.of(
            "1,000 other clients send most of a long request each", ProcessFaults::longRequests),
        Fault.of(
            "no more address space (prlimit --as), the shim has been idle",
            ProcessFaults::addressSpace),
        Fault.ofMany("no more descriptors (prlimit --nofile)", ProcessFaults::descriptors));
  }

  private static void kill(Scene scene) throws IOException {
    Random random = new Random(1);
    do {
      scene.load().await(Outcome.RIGHT, 1 + random.nextInt(MOST_ANSWERS_BETWEEN_KILLS));
      scene.restart();
      scene.happened();
    } while (!scene.isOver());
  }

  private static void suspend(Scene scene) throws IOException {
    do {
      scene.load().await(Outcome.RIGHT, 20);
      scene.signal("STOP");
      LockSupport.parkNanos(SUSPENDED.toNanos()); // the pause is the fault itself
      scene.signal("CONT");
      scene.happened();
    } while (!scene.isOver());
  }

  private static void longRequests(Scene scene) throws IOException {
    try (LongRequests requests = new LongRequests(scene.agent().socket())) {
      for (int i = 0; i < LongRequests.CLIENTS; i++) {
        requests.send();
      }
      scene.startClients();
      do {
        requests.send();
        scene.happened();
      } while (!scene.isOver() && scene.agent().process().isAlive());
    }
  }

  private static void addressSpace(Scene scene) throws IOException {
    Workers.awaitNone(scene.agent().pid());
    String size;
    try (Stream<String> lines = Files.lines(Path.of("/proc/" + scene.agent().pid() + "/status"))) {
      size =
          lines
              .filter(line -> line.startsWith("VmSize:"))
              .map(line -> line.replaceAll("\\D", ""))
              .findFirst()
              .orElseThrow();
    }
    limited(scene, "--as", Long.toString(Long.parseLong(size) * 1024));
  }

  private static void descriptors(Scene scene) throws IOException {
    scene.lostAfterwards(); // opens everything that is opened only once
    long open;
    try (Stream<Path> descriptors = Files.list(Path.of("/proc/" + scene.agent().pid() + "/fd"))) {
      open = descriptors.count();
    }
    limited(scene, "--nofile", Long.toString(Math.max(open / 2, 16)));
  }

  /** Sets a limit with prlimit, until the time is over or the shim has ended. */
  private static void limited(Scene scene, String resource, String limit) {
    String pid = Long.toString(scene.agent().pid());
    String[] prlimit = {"prlimit", "--pid", pid};
    String before =
        Command.run(Command.join(List.of(prlimit), resource, "--output=SOFT", "--noheadings"))
            .succeeded()
            .out()
            .strip();
    Command.run(Command.join(List.of(prlimit), resource + "=" + limit + ":")).succeeded();
    scene.happened();
    scene.startClients();
    Await.until("the time is over", () -> scene.isOver() || !scene.agent().process().isAlive());
    if (scene.agent().process().isAlive()) {
      Command.run(Command.join(List.of(prlimit), resource + "=" + before + ":")).succeeded();
    }
  }
}
