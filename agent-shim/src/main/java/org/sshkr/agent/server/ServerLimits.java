package org.sshkr.agent.server;

import java.time.Duration;

/**
 * How much a server does at a time.
 *
 * @param clients how many may be connected; further ones wait until one leaves
 * @param workers how many requests are answered side by side
 * @param mostWorkers the same while those that are being answered all wait for something else: a
 *     person who is asked, another agent, a kernel that does not answer
 * @param stalled after which time without an answer to anybody there are more workers
 * @param programs how many programs that requests need run at a time
 * @param waitingForPrograms how many requests that need one wait; further ones fail at once
 * @param idle after which time with nothing to do workers end
 * @param answer after which time a request fails and its connection is closed
 */
public record ServerLimits(
    int clients,
    int workers,
    int mostWorkers,
    int programs,
    int waitingForPrograms,
    Duration stalled,
    Duration idle,
    Duration answer) {
  /**
   * Those of the program. One worker more than there are processors, since signing is all computing
   * and more would only take turns, which cost a tenth of the throughput; the one more is for the
   * person who is asked. A worker takes a key of the user's quota of 200.
   */
  public static final ServerLimits DEFAULT =
      new ServerLimits(
          2048,
          Math.min(16, Runtime.getRuntime().availableProcessors() + 1),
          64,
          2,
          64,
          Duration.ofMillis(500),
          Duration.ofSeconds(10),
          Duration.ofMinutes(3));
}
