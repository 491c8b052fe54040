package org.sshkr.evidence;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.sshkr.tests.Await;

/** The threads of ssh-agent-kr that answer requests; they end when they are idle. */
final class Workers {
  private Workers() {}

  /** Waits until all have ended, so that the next request needs new ones. */
  static void awaitNone(long pid) {
    Await.until("the shim's workers end", () -> count(pid) == 0);
  }

  private static long count(long pid) {
    try (Stream<Path> threads = Files.list(Path.of("/proc/" + pid + "/task"))) {
      return threads.filter(Workers::isWorker).count();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** Whether it is a worker, by the name that Java gives to threads without one. */
  private static boolean isWorker(Path thread) {
    try {
      return Files.readString(thread.resolve("comm")).startsWith("Thread-");
    } catch (IOException e) {
      return false; // it has ended
    }
  }
}
