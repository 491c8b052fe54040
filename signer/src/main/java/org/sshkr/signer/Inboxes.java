package org.sshkr.signer;

import java.util.HashMap;
import java.util.Map;

/**
 * Counts the open inboxes. Each takes two keys of the signer's own quota of 200, for its thread's
 * keyring and for its own; without limits, one user could use up the quota for all.
 */
final class Inboxes {
  private static final int OF_ONE_USER = 2;
  private static final int OF_ALL = 80;

  private final Map<Long, Integer> open = new HashMap<>();
  private int all;

  /** Takes a place for one more inbox; returns false if there is none. */
  synchronized boolean take(long uid) {
    if (all == OF_ALL || open.getOrDefault(uid, 0) == OF_ONE_USER) {
      return false;
    }
    all++;
    open.merge(uid, 1, Integer::sum);
    return true;
  }

  /** Gives a place back. */
  synchronized void give(long uid) {
    all--;
    open.computeIfPresent(uid, (user, count) -> count == 1 ? null : count - 1);
  }
}
