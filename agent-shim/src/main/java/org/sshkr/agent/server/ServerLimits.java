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
 * @param idle after which time with nothing to do workers end
 * @param answer after which time a request fails and its connection is closed
 */
public record ServerLimits(
    int clients, int workers, int mostWorkers, Duration stalled, Duration idle, Duration answer) {
  /** Those of the program. A worker takes a key of the user's quota of 200. */
  public static final ServerLimits DEFAULT =
      new ServerLimits(
          2048, 16, 64, Duration.ofSeconds(1), Duration.ofSeconds(10), Duration.ofMinutes(3));
}
