package org.sshkr.evidence;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.sshkr.tests.ClientLoad.Outcome;

/**
 * Counts the requests and keys that survive faults, and whether all keys sign afterwards. Run by
 * tests/evidence/run, on a kernel of its own, since it sets the clock.
 */
final class FaultsSection {
  private final Victim victim;
  private final Rows rows;

  private FaultsSection(Victim victim, Rows rows) {
    this.victim = victim;
    this.rows = rows;
  }

  /**
   * Writes the table.
   *
   * @param args its directory, the seconds for which the shim is killed, the seconds of each other
   *     fault, and words that select faults by name; none for all
   */
  public static void main(String[] args) throws Exception {
    Duration kills = Duration.ofSeconds(Long.parseLong(args[1]));
    Duration others = Duration.ofSeconds(Long.parseLong(args[2]));
    List<String> wanted = List.of(args).subList(3, args.length);
    SurroundingsFaults.mountDisk();
    try (Rows rows =
            new Rows(
                Path.of(args[0], "faults.tsv"),
                "fault",
                "clients",
                "seconds",
                "times",
                "requests",
                "right",
                "refused",
                "refused-gone",
                "broken-off",
                "lost",
                "wrong",
                "shim");
        Victim victim = Victim.create(2048)) {
      FaultsSection section = new FaultsSection(victim, rows);
      for (Fault fault : all()) {
        if (wanted.isEmpty() || wanted.stream().anyMatch(fault.name()::contains)) {
          section.row(fault, fault.name().equals(ProcessFaults.KILLED) ? kills : others);
        }
      }
    } finally {
      SurroundingsFaults.unmountDisk();
    }
    System.exit(0);
  }

  /** All faults, in the order of the table. */
  static List<Fault> all() {
    List<Fault> faults = new ArrayList<>();
    faults.addAll(ProcessFaults.all());
    faults.addAll(KeyFaults.all());
    faults.addAll(SurroundingsFaults.all());
    return faults;
  }

  private void row(Fault fault, Duration time) throws Exception {
    try (Scene scene = Scene.set(victim, fault, time)) {
      long first = scene.agent().pid();
      fault.course().run(scene);
      double seconds = scene.seconds();
      scene.load().close();
      int lost = scene.lostAfterwards();
      rows.add(
          fault.name(),
          fault.clients(),
          seconds,
          scene.times(),
          scene.load().requests(),
          scene.load().count(Outcome.RIGHT),
          scene.load().count(Outcome.REFUSED),
          scene.load().count(Outcome.REFUSED_GONE),
          scene.load().count(Outcome.BROKEN_OFF),
          lost,
          scene.load().count(Outcome.WRONG),
          scene.agent().pid() == first ? "the same" : "another");
      scene.load().wrong().stream().limit(3).forEach(System.err::println);
    }
  }
}
