package org.sshkr.keyfile;

import java.time.Duration;
import org.sshkr.keyfile.KeyFileException.Reason;

/**
 * Limits on the cost of deriving a key from a passphrase. The file sets the cost, so without a
 * limit a hostile file could keep the loader busy for days. Each limit is worth about half a minute
 * of work, measured with Bouncy Castle 1.87 on a 2024 server core with only the JVM's first
 * compiler, and far above the defaults of the programs that write key files.
 */
public final class KdfLimits {
  /** bcrypt_pbkdf, in rounds: 10 ms each. OpenSSH's default is 16 or 24; {@code -a} sets it. */
  public static final int BCRYPT_ROUNDS = 4_000;

  /**
   * PBKDF2, PBKDF1 and the PKCS#12 derivation, in iterations: 1.5 µs each. OpenSSL's default is
   * 2048.
   */
  public static final int PBKDF2_ITERATIONS = 10_000_000;

  /**
   * scrypt, the product N * r * p: 0.8 µs for each unit. OpenSSL's default is 2^17, that is N =
   * 16384, r = 8, p = 1.
   */
  public static final int SCRYPT_COST = 1 << 25;

  /** scrypt's 128 * N * r and Argon2's memory, in KiB. OpenSSL uses 16 MiB, PuTTY 8 MiB. */
  public static final int MEMORY_KIB = 256 << 10;

  /** Argon2, the product of memory in KiB and passes: 2 µs for each unit. */
  public static final int ARGON2_COST = 1 << 24;

  /** Argon2, in lanes; PuTTY's default is 1. */
  public static final int ARGON2_PARALLELISM = 64;

  private static final long BCRYPT_ROUND_NANOS = 10_000_000;
  private static final long PBKDF2_ITERATION_NANOS = 1_500;
  private static final long SCRYPT_UNIT_NANOS = 800;
  private static final long ARGON2_UNIT_NANOS = 2_000;

  private KdfLimits() {}

  static Duration bcrypt(long rounds) throws KeyFileException {
    require("bcrypt rounds", rounds, BCRYPT_ROUNDS);
    return Duration.ofNanos(rounds * BCRYPT_ROUND_NANOS);
  }

  static Duration pbkdf2(long iterations) throws KeyFileException {
    require("iterations", iterations, PBKDF2_ITERATIONS);
    return Duration.ofNanos(iterations * PBKDF2_ITERATION_NANOS);
  }

  static Duration scrypt(int n, int r, int p) throws KeyFileException {
    require("scrypt N", n, SCRYPT_COST);
    require("scrypt r", r, SCRYPT_COST);
    require("scrypt p", p, SCRYPT_COST);
    // Each of the N + p blocks takes 128 * r bytes. All factors are at most 2^25, and the memory
    // limit keeps the last product below 2^63.
    require("KiB of memory", ((long) n + p) * r / 8 + 1, MEMORY_KIB);
    require("scrypt steps (N * r * p)", (long) n * r * p, SCRYPT_COST);
    return Duration.ofNanos((long) n * r * p * SCRYPT_UNIT_NANOS);
  }

  static Duration argon2(int memoryKib, int passes, int parallelism) throws KeyFileException {
    require("KiB of memory", memoryKib, MEMORY_KIB);
    require("Argon2 lanes", parallelism, ARGON2_PARALLELISM);
    require("Argon2 steps (KiB * passes)", (long) memoryKib * passes, ARGON2_COST);
    return Duration.ofNanos((long) memoryKib * passes * ARGON2_UNIT_NANOS);
  }

  /** The exception for a derivation that the limits allow and this JVM's heap does not. */
  static KeyFileException outOfMemory() {
    return new KeyFileException(
        Reason.TOO_COSTLY,
        "the key derivation asks for more memory than this process may use (java -Xmx)");
  }

  private static void require(String unit, long asked, long limit) throws KeyFileException {
    if (asked < 1) {
      throw new KeyFileException(Reason.MALFORMED, "the key derivation asks for 0 " + unit);
    }
    if (asked > limit) {
      throw new KeyFileException(
          Reason.TOO_COSTLY,
          "the key derivation asks for "
              + asked
              + " "
              + unit
              + "; at most "
              + limit
              + " are allowed");
    }
  }
}
