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
 * does not keep it: it orders a keyring by a hash, and serials are random. So a companion of {@link
 * Companions} holds it, 8 bytes for each entry. It is not part of a key's description, since an
 * older version would take it for an unknown constraint and refuse the key.
 *
 * <p>Nothing but the order depends on it. An entry may be missing here, because another program
 * added its key or two were added at the same instant; it then comes last, and the next add records
 * it.
 *
 * @param entries names of entries in the order of addition
 */
record AdditionOrder(List<Long> entries) {
  /** The companion's description. */
  static final String NAME = Companions.PREFIX + "order";

  static final AdditionOrder NONE = new AdditionOrder(List.of());

  /** The most that a key of type user can hold: 32767 bytes. */
  private static final int MAX_ENTRIES = 4095;

  AdditionOrder {
    entries = List.copyOf(entries);
  }

  /** Reads the order from a companion's contents; bytes after the last whole entry are ignored. */
  static AdditionOrder of(byte[] contents) {
    ByteBuffer in = ByteBuffer.wrap(contents);
    List<Long> entries = new ArrayList<>();
    while (in.remaining() >= Long.BYTES) {
      entries.add(in.getLong());
    }
    return new AdditionOrder(entries);
  }

  /** The companion's contents. */
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

  /** Compares entries by this order; entries that it lacks come last, by their names. */
  Comparator<Long> comparator() {
    Map<Long, Integer> places = new HashMap<>();
    for (long entry : entries) {
      places.putIfAbsent(entry, places.size());
    }
    return Comparator.<Long>comparingInt(entry -> places.getOrDefault(entry, Integer.MAX_VALUE))
        .thenComparing(Long::compareUnsigned);
  }

  /**
   * The order after an entry has been added; an entry that is already there keeps its place.
   *
   * @param present the entries in the keyring before the addition; all others are forgotten
   */
  AdditionOrder with(long added, Set<Long> present) {
    Set<Long> next = new LinkedHashSet<>(present.stream().sorted(comparator()).toList());
    next.add(added);
    return new AdditionOrder(next.stream().limit(MAX_ENTRIES).toList());
  }
}
