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
 * @param stalled the time without an answer to anybody after which there are more workers
 * @param programs the most programs that run for requests at the same time
 * @param waitingForPrograms the most requests that wait for a program; further ones fail at once
 * @param idle the time with nothing to do after which workers end
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
   * The program's limits. One worker more than there are processors: signing is all computing, so
   * further workers would only take turns, which costs a tenth of the throughput; the extra one is
   * for a request that waits for a person. A worker takes one key of the user's quota of 200.
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

  /** These limits for a server of many users, whose answers wait for nobody: they take turns. */
  public ServerLimits withTurns() {
    return new ServerLimits(
        clients,
        workers,
        workers,
        workers,
        programs,
        waitingForPrograms,
        stalled,
        idle,
        answer);
  }
}
