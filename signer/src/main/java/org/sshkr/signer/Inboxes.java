package org.sshkr.signer;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;

/**
 * The open inboxes. Each takes two keys of the signer's own quota of 200, for its thread's keyring
 * and for its own, and some of its 20,000 bytes for each link in it; without limits, one user could
 * use up the quota for all.
 */
final class Inboxes {
  static final int OF_ONE_USER = 2;
  static final int OF_ALL = 80;

  /** An inbox that is open. */
  interface Open extends AutoCloseable {
    /** Whether more is in it than its client puts there. */
    boolean isCrowded();

    /** Ends it, and removes it from the open ones. */
    @Override
    void close();
  }

  /** Each user's inboxes, the oldest first. */
  private final Map<Long, Queue<Open>> open = new HashMap<>();

  private int all;

  /**
   * Adds one more inbox of a user. If there are too many in all, a user who has none takes the
   * place of the older one of a user who has two.
   *
   * @return false if there is no place for it
   */
  synchronized boolean add(long uid, Open inbox) {
    int own = open.containsKey(uid) ? open.get(uid).size() : 0;
    if (own == OF_ONE_USER) {
      return false;
    }
    if (all == OF_ALL) {
      Optional<Open> other = own == 0 ? olderOfTwo() : Optional.empty();
      if (other.isEmpty()) {
        return false;
      }
      other.get().close();
    }
    open.computeIfAbsent(uid, user -> new ArrayDeque<>()).add(inbox);
    all++;
    return true;
  }

  private Optional<Open> olderOfTwo() {
    return open.values().stream()
        .filter(inboxes -> inboxes.size() == OF_ONE_USER)
        .findAny()
        .map(Queue::peek);
  }

  /** Gives the place of an inbox back. */
  synchronized void remove(long uid, Open inbox) {
    Queue<Open> own = open.get(uid);
    if (own != null && own.remove(inbox)) {
      all--;
      if (own.isEmpty()) {
        open.remove(uid);
      }
    }
  }

  /** Closes the inboxes in which somebody uses up the signer's quota. */
  synchronized void closeCrowded() {
    List<Open> crowded =
        open.values().stream().flatMap(Queue::stream).filter(Open::isCrowded).toList();
    crowded.forEach(Open::close);
  }
}
