package org.sshkr.doctor;

import java.util.Optional;

/**
 * The user's keys and bytes of keys, and the quota of both: /proc/key-users of proc(5) or, for a
 * user without keys, /proc/sys/kernel/keys.
 */
record Quota(SystemFiles files, long uid) implements Check {
  /** The size of a key of 3072 bits: its public key line, and the kernel's overhead. */
  private static final long BYTES_PER_KEY = 700;

  /** An Ed25519 key with the signer has two kernel keys, with names of 66 bytes each. */
  private static final long KEYS_PER_SLEEPING_KEY = 2;

  private static final long BYTES_PER_SLEEPING_KEY = 350;

  /** Each thread that signs has a keyring, which is a key. */
  private static final long KEYS_FOR_THREADS = 3;

  private static final long FEW = 5;

  private record Use(long keys, long maxKeys, long bytes, long maxBytes) {
    /** The number of RSA keys of 3072 bits that still fit. */
    long room() {
      return room(1, BYTES_PER_KEY);
    }

    /** The number of Ed25519 keys that still fit instead. */
    long roomToSleep() {
      return room(KEYS_PER_SLEEPING_KEY, BYTES_PER_SLEEPING_KEY);
    }

    private long room(long keysOfOne, long bytesOfOne) {
      long byKeys = (maxKeys - keys - KEYS_FOR_THREADS) / keysOfOne;
      return Math.max(0, Math.min(byKeys, (maxBytes - bytes) / bytesOfOne));
    }
  }

  @Override
  public String subject() {
    return "quota";
  }

  @Override
  public Finding examine() {
    Optional<Use> found = use();
    if (found.isEmpty()) {
      return Trouble.UNKNOWN.found("/proc/key-users does not tell");
    }
    Use use = found.get();
    String what =
        "%,d of %,d keys and %,d of %,d bytes used, room for %,d RSA or %,d Ed25519 keys"
            .formatted(
                use.keys, use.maxKeys, use.bytes, use.maxBytes, use.room(), use.roomToSleep());
    if (use.room() >= FEW) {
      return new Finding.Ok(what);
    }
    Trouble trouble = use.room() == 0 ? Trouble.QUOTA_FULL : Trouble.QUOTA_LOW;
    return trouble.found(what, "kernel.keys." + prefix());
  }

  private String prefix() {
    return uid == 0 ? "root_" : "";
  }

  private Optional<Use> use() {
    for (String line : files.lines("proc/key-users")) {
      // "<uid>: <usage> <nkeys>/<nikeys> <qnkeys>/<maxkeys> <qnbytes>/<maxbytes>"
      String[] field = line.strip().split("[:/ ]+", -1);
      if (field.length == 8 && field[0].equals(Long.toString(uid))) {
        return Optional.of(
            new Use(
                Long.parseLong(field[4]),
                Long.parseLong(field[5]),
                Long.parseLong(field[6]),
                Long.parseLong(field[7])));
      }
    }
    Optional<String> keys = files.text("proc/sys/kernel/keys/" + prefix() + "maxkeys");
    Optional<String> bytes = files.text("proc/sys/kernel/keys/" + prefix() + "maxbytes");
    return keys.isEmpty() || bytes.isEmpty()
        ? Optional.empty()
        : Optional.of(new Use(0, Long.parseLong(keys.get()), 0, Long.parseLong(bytes.get())));
  }
}
