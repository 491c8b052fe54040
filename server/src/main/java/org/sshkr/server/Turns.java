package org.sshkr.server;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import java.util.function.Consumer;

/**
 * Makes users take turns. Only a few requests of each user are with the workers at a time; the
 * user's others wait here. So however many requests a user sends, another user's request waits only
 * for those few. Used by the server's thread only.
 */
final class Turns {
  private final int ofOneUser;
  private final Consumer<Exchange> workers;
  private final Map<Long, Integer> underWay = new HashMap<>();
  private final Map<Long, Queue<Exchange>> waiting = new HashMap<>();

  /**
   * Creates turns without any request.
   *
   * @param ofOneUser the most requests of a user that {@code workers} have at a time
   * @param workers takes each request when it is its turn
   */
  Turns(int ofOneUser, Consumer<Exchange> workers) {
    this.ofOneUser = ofOneUser;
    this.workers = workers;
  }

  /** Gives a new request to the workers, now or when it is its turn. */
  void add(Exchange exchange) {
    long user = exchange.user();
    if (underWay.getOrDefault(user, 0) < ofOneUser) {
      underWay.merge(user, 1, Integer::sum);
      workers.accept(exchange);
    } else {
      waiting.computeIfAbsent(user, any -> new ArrayDeque<>()).add(exchange);
    }
  }

  /** Gives the user's next request to the workers, which are done with this one. */
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
