package org.sshkr.doctor;

import java.util.Optional;

/**
 * The user's keys and bytes of keys, and the quota of both: /proc/key-users of proc(5) or, for a
 * user without keys, /proc/sys/kernel/keys.
 */
record Quota(SystemFiles files, long uid) implements Check {
  /** The size of a key of 3072 bits: its public key line, and the kernel's overhead. */
  private static final long BYTES_PER_KEY = 700;

  /** Each thread that signs has a keyring, which is a key. */
  private static final long KEYS_FOR_THREADS = 3;

  private static final long FEW = 5;

  private record Use(long keys, long maxKeys, long bytes, long maxBytes) {
    /** The number of keys of 3072 bits that still fit. */
    long room() {
      return Math.max(
          0, Math.min(maxKeys - keys - KEYS_FOR_THREADS, (maxBytes - bytes) / BYTES_PER_KEY));
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
        "%,d of %,d keys and %,d of %,d bytes used, room for %,d RSA keys"
            .formatted(use.keys, use.maxKeys, use.bytes, use.maxBytes, use.room());
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
