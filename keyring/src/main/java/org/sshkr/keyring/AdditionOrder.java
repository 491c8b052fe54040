package org.sshkr.keyring;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The order in which the entries of a keyring's list, keys and certificates, were added. The kernel
 * does not keep it: it orders a keyring by a hash, and serials are random. So a {@link Companions}
 * holds it, 8 bytes for each entry. It is no part of a key's description, where an older version
 * would take it for a constraint that it does not know, and refuse the key.
 *
 * <p>Nothing but the order depends on it. An entry that is missing here, since another program
 * added its key or two were added at the same instant, comes after all others, and is recorded by
 * the next add.
 *
 * @param entries names of entries, the one that was added first in front
 */
record AdditionOrder(List<Long> entries) {
  /** The companion's description. */
  static final String NAME = Companions.PREFIX + "order";

  static final AdditionOrder NONE = new AdditionOrder(List.of());

  /** What a key of type user has room for: 32767 bytes. */
  private static final int MAX_ENTRIES = 4095;

  AdditionOrder {
    entries = List.copyOf(entries);
  }

  /** The order that a companion holds; what follows the last whole entry is ignored. */
  static AdditionOrder of(byte[] contents) {
    ByteBuffer in = ByteBuffer.wrap(contents);
    List<Long> entries = new ArrayList<>();
    while (in.remaining() >= Long.BYTES) {
      entries.add(in.getLong());
    }
    return new AdditionOrder(entries);
  }

  /** What the companion holds. */
  byte[] contents() {
    ByteBuffer out = ByteBuffer.allocate(entries.size() * Long.BYTES);
    entries.forEach(out::putLong);
    return out.array();
  }

  /**
   * The name of an entry: the first 8 bytes of its hash.
   *
   * @param blob a public key or a certificate, as an agent lists it
   */
  static long entry(byte[] blob) {
    return ByteBuffer.wrap(HashAlgorithm.SHA256.digest(blob)).getLong();
  }

  /** Compares entries: in this order; entries that it lacks come last, by their names. */
  Comparator<Long> comparator() {
    Map<Long, Integer> places = new HashMap<>();
    for (long entry : entries) {
      places.putIfAbsent(entry, places.size());
    }
    return Comparator.<Long>comparingInt(entry -> places.getOrDefault(entry, Integer.MAX_VALUE))
        .thenComparing(Long::compareUnsigned);
  }

  /**
   * The order once an entry has been added: one that is there already keeps its place.
   *
   * @param present the entries that are in the keyring before; all others are forgotten
   */
  AdditionOrder with(long added, Set<Long> present) {
    Set<Long> next = new LinkedHashSet<>(present.stream().sorted(comparator()).toList());
    next.add(added);
    return new AdditionOrder(next.stream().limit(MAX_ENTRIES).toList());
  }
}
