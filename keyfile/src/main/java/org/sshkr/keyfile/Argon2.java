package org.sshkr.keyfile;

import java.time.Duration;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;

/** Argon2 version 1.3 (RFC 9106). */
final class Argon2 implements KeyDerivation {
  private final int variant;
  private final byte[] salt;
  private final int memoryKib;
  private final int passes;
  private final int parallelism;
  private final Duration time;

  /**
   * @param variant a type constant of {@link Argon2Parameters}: d, i or id
   * @param memoryKib memory in KiB
   */
  private Argon2(
      int variant, byte[] salt, int memoryKib, int passes, int parallelism, Duration time) {
    this.variant = variant;
    this.salt = salt;
    this.memoryKib = memoryKib;
    this.passes = passes;
    this.parallelism = parallelism;
    this.time = time;
  }

  static Argon2 of(int variant, byte[] salt, int memoryKib, int passes, int parallelism)
      throws KeyFileException {
    Duration time = KdfLimits.argon2(memoryKib, passes, parallelism);
    return new Argon2(variant, salt, memoryKib, passes, parallelism, time);
  }

  @Override
  public Duration time() {
    return time;
  }

  @Override
  public byte[] derive(byte[] passphrase, int length) throws KeyFileException {
    Argon2Parameters parameters =
        new Argon2Parameters.Builder(variant)
            .withVersion(Argon2Parameters.ARGON2_VERSION_13)
            .withSalt(salt)
            .withMemoryAsKB(memoryKib)
            .withIterations(passes)
            .withParallelism(parallelism)
            .build();
    byte[] key = new byte[length];
    try {
      Argon2BytesGenerator generator = new Argon2BytesGenerator();
      generator.init(parameters);
      generator.generateBytes(passphrase, key);
      return key;
    } catch (OutOfMemoryError e) {
      throw KdfLimits.outOfMemory();
    }
  }
}
