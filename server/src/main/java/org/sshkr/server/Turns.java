package org.sshkr.server;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import java.util.function.Consumer;

/**
 * The turns that users take: each has some requests with the workers at a time, the others wait
 * here. So a request waits for those few of each other user, however many a user sends. Used by the
 * server's thread only.
 */
final class Turns {
  private final int ofOneUser;
  private final Consumer<Exchange> workers;
  private final Map<Long, Integer> underWay = new HashMap<>();
  private final Map<Long, Queue<Exchange>> waiting = new HashMap<>();

  /**
   * Takes turns from the first request on.
   *
   * @param ofOneUser the most requests of a user that {@code workers} have at a time
   * @param workers takes a request whose turn it is
   */
  Turns(int ofOneUser, Consumer<Exchange> workers) {
    this.ofOneUser = ofOneUser;
    this.workers = workers;
  }

  /** A new request: goes to the workers now or in its turn. */
  void add(Exchange exchange) {
    long user = exchange.user();
    if (underWay.getOrDefault(user, 0) < ofOneUser) {
      underWay.merge(user, 1, Integer::sum);
      workers.accept(exchange);
    } else {
      waiting.computeIfAbsent(user, any -> new ArrayDeque<>()).add(exchange);
    }
  }

  /** The workers are done with a request: the user's next one has its turn. */
  void ended(Exchange exchange) {
    long user = exchange.user();
    Queue<Exchange> own = waiting.get(user);
    if (own == null) {
      underWay.computeIfPresent(user, (any, count) -> count == 1 ? null : count - 1);
      return;
    }
    Exchange next = own.remove();
    if (own.isEmpty()) {
      waiting.remove(user);
    }
    workers.accept(next);
  }
}
