package org.sshkr.evidence;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.sshkr.tests.Await;
import org.sshkr.tests.ClientLoad.Outcome;
import org.sshkr.tests.Command;

/** Faults around the shim: in its log, its socket file, the clock. */
final class SurroundingsFaults {
  private static final Path DISK = Path.of("/var/tmp/sshkr-full");

  private SurroundingsFaults() {}

  static List<Fault> all() {
    return List.of(
        Fault.of(
            "the log can't be written (/dev/full)",
            "exec \"$@\" 2>/dev/full",
            Fault.whileServing(
                scene -> {
                  scene.happened();
                  scene.waitUntilOver();
                })),
        Fault.of(
            "the disk gets full where the log is",
            "exec \"$@\" 2>>" + DISK.resolve("log"),
            Fault.whileServing(SurroundingsFaults::fullDisk)),
        Fault.of("the socket file is removed, clients stay", SurroundingsFaults::socketRemoved),
        Fault.of(
            "the clock jumps a day forth and back", Fault.whileServing(SurroundingsFaults::clock)));
  }

  /** A file system of two pages, which the log itself fills. */
  static void mountDisk() throws IOException {
    Files.createDirectories(DISK);
    Command.run("mount", "-t", "tmpfs", "-o", "size=8k,mode=1777", "tmpfs", DISK.toString())
        .succeeded();
  }

  static void unmountDisk() {
    Command.run("umount", "--lazy", DISK.toString()).succeeded();
  }

  private static void fullDisk(Scene scene) throws IOException {
    Await.until("the disk is full", SurroundingsFaults::isFull);
    scene.happened();
    scene.waitUntilOver();
  }

  private static boolean isFull() {
    try {
      return Files.getFileStore(DISK).getUsableSpace() == 0;
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** Connected clients are served; then another shim replaces this one, which ends. */
  private static void socketRemoved(Scene scene) throws IOException {
    RunningAgent first = scene.agent();
    scene.load().keepConnections();
    scene.startClients();
    scene.load().await(Outcome.RIGHT, 20);
    Files.delete(first.socket());
    scene.happened();
    scene.load().await(Outcome.RIGHT, 20);
    scene.waitUntilOver();
    scene.startAnother();
    first.process().destroy(); // properly, as at a logout
    first.process().onExit().join();
  }

  private static void clock(Scene scene) {
    scene.load().await(Outcome.RIGHT, 20);
    do {
      for (String jump : List.of("+1 day", "-1 day")) {
        Instant before = Instant.now();
        Command.run("date", "-s", jump).succeeded();
        if (Duration.between(before, Instant.now()).abs().toHours() < 23) {
          throw new AssertionError("the clock did not jump");
        }
        scene.happened();
        scene.load().await(Outcome.RIGHT, 20);
      }
    } while (!scene.isOver());
  }
}
