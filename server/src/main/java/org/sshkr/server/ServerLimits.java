package org.sshkr.server;

import java.time.Duration;

/**
 * The limits of a server.
 *
 * @param clients the most connected clients; further ones wait until one leaves
 * @param workers the most requests that are answered at the same time
 * @param mostWorkers the same limit while all workers are blocked on a person, another agent or the
 *     kernel
 * @param ofOneUser the most requests of one user that are answered at the same time; further ones
 *     of the user wait
 * @param stalled the time after which, if nobody has been answered, more workers start
 * @param programs the most programs that run for requests at the same time
 * @param waitingForPrograms the most requests that wait for a program; further ones fail at once
 * @param idle the time after which workers with nothing to do end
 * @param answer the time after which a request fails and its connection is closed
 */
public record ServerLimits(
    int clients,
    int workers,
    int mostWorkers,
    int ofOneUser,
    int programs,
    int waitingForPrograms,
    Duration stalled,
    Duration idle,
    Duration answer) {
  /**
   * The program's limits. One worker more than there are processors: signing only computes, so more
   * workers would just take turns, which costs a tenth of the throughput. The extra one is for a
   * request that waits for a person. A worker takes one key of the user's quota of 200.
   */
  public static final ServerLimits DEFAULT =
      new ServerLimits(
          2048,
          Math.min(16, Runtime.getRuntime().availableProcessors() + 1),
          64,
          Integer.MAX_VALUE,
          2,
          64,
          Duration.ofMillis(500),
          Duration.ofSeconds(10),
          Duration.ofMinutes(3));

  /** These limits for a server whose users take turns, and whose answers wait for nobody. */
  public ServerLimits withTurns() {
    return new ServerLimits(
        clients, workers, workers, workers, programs, waitingForPrograms, stalled, idle, answer);
  }
}
