package org.sshkr.keyring;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.function.Consumer;
import org.sshkr.ssh.key.RsaPublicKey;

/**
 * The kernel's own operation with nothing around it, for benchmarks: keyctl_pkey_decrypt with
 * {@code enc=raw}. It is in this package to reach the binding, which no other code may use.
 */
public final class BareKernelCall implements AutoCloseable {
  private final PossessionThreads threads;
  private final Identity identity;

  /** Creates an instance for this many simultaneous callers. */
  public BareKernelCall(Identity identity, int callers) {
    this.threads = new PossessionThreads(KeyringSelector.USER_SESSION, callers);
    this.identity = identity;
  }

  /**
   * Calls {@code count} times on one thread that possesses the key, and runs {@code between} before
   * each; returns the nanoseconds of each call.
   */
  public long[] time(int count, Runnable between) {
    byte[] block = block();
    return threads.call(
        keyring -> {
          int serial = serial(keyring);
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

  /** Runs {@code body}, with the call as its argument, on a thread that possesses the key. */
  public void give(Consumer<Runnable> body) {
    byte[] block = block();
    threads.call(
        keyring -> {
          int serial = serial(keyring);
          body.accept(() -> KeyctlLibrary.rawPrivateOperation(serial, block));
          return null;
        });
  }

  private byte[] block() {
    byte[] block = new byte[((RsaPublicKey) identity.publicKey()).size()];
    new SecureRandom().nextBytes(block); // as long as any message: a short one takes less time
    block[0] = 0; // and below the modulus
    return block;
  }

  private int serial(int keyring) {
    return KeyctlLibrary.search(
        keyring, KeyctlLibrary.ASYMMETRIC, identity.line().getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public void close() {
    threads.close();
  }
}
