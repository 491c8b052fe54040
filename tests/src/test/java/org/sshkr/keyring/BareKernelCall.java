package org.sshkr.keyring;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;

/**
 * The kernel's own operation with nothing around it, for benchmarks: keyctl_pkey_decrypt with
 * {@code enc=raw}. Stands in this package to reach the binding, which is nobody else's business.
 */
public final class BareKernelCall implements AutoCloseable {
  private final PossessionThreads threads = new PossessionThreads(KeyringSelector.USER_SESSION, 1);
  private final SshIdentity identity;

  public BareKernelCall(SshIdentity identity) {
    this.identity = identity;
  }

  /**
   * The nanoseconds that each of {@code count} calls took, on one thread that possesses the key;
   * before each, {@code between} runs.
   */
  public long[] time(int count, Runnable between) {
    byte[] block = new byte[identity.publicKey().size()];
    new SecureRandom().nextBytes(block); // as long as any message: a short one is raised faster
    block[0] = 0; // and below the modulus
    return threads.call(
        keyring -> {
          int serial =
              KeyctlLibrary.search(
                  keyring,
                  KeyctlLibrary.ASYMMETRIC,
                  identity.line().getBytes(StandardCharsets.UTF_8));
          long[] times = new long[count];
          for (int i = 0; i < count; i++) {
            between.run();
            long start = System.nanoTime();
            KeyctlLibrary.rawPrivateOperation(serial, block);
            times[i] = System.nanoTime() - start;
          }
          return times;
        });
  }

  @Override
  public void close() {
    threads.close();
  }
}
