package org.sshkr.keyring;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import org.sshkr.ssh.key.RsaPublicKey;

/**
 * The private operation on numbers of the caller's choice, with and without blinding, to see
 * whether its time depends on them. It is in this package to reach operations that no keyring
 * offers its callers.
 */
public final class TimedOperation implements AutoCloseable {
  private final PossessionThreads threads = new PossessionThreads(KeyringSelector.USER_SESSION, 1);
  private final Identity identity;

  public TimedOperation(Identity identity) {
    this.identity = identity;
  }

  /**
   * Times the kernel's bare call for each of these numbers, which are below the modulus, in
   * nanoseconds.
   */
  public long[] bare(BigInteger[] bases) {
    int size = ((RsaPublicKey) identity.publicKey()).size();
    return threads.call(
        keyring -> {
          int serial = serial(keyring);
          long[] times = new long[bases.length];
          for (int i = 0; i < bases.length; i++) {
            byte[] block = BlindedRsaSigner.fixedLength(bases[i], size);
            long start = System.nanoTime();
            KeyctlLibrary.rawPrivateOperation(serial, block);
            times[i] = System.nanoTime() - start;
          }
          return times;
        });
  }

  /** The times of successive blinded operations, in nanoseconds. */
  public static final class Times {
    /** The whole, from the number to the result. */
    public final long[] whole;

    /** The kernel's part of it. */
    public final long[] kernel;

    /** The rest: blinding and unblinding. */
    public final long[] java;

    private Times(int count) {
      whole = new long[count];
      kernel = new long[count];
      java = new long[count];
    }
  }

  /**
   * Times the operation with blinding before and unblinding after, as in {@link BlindedRsaSigner}.
   */
  public Times blinded(BigInteger[] bases) {
    RsaPublicKey key = (RsaPublicKey) identity.publicKey();
    Blinding blinding = new Blinding(key, new SecureRandom());
    return threads.call(
        keyring -> {
          int serial = serial(keyring);
          Times times = new Times(bases.length);
          for (int i = 0; i < bases.length; i++) {
            byte[] number = BlindedRsaSigner.fixedLength(bases[i], key.size());
            long start = System.nanoTime();
            Blinding.Pair pair = blinding.next();
            byte[] block = pair.blind(number);
            long call = System.nanoTime();
            byte[] raised = KeyctlLibrary.rawPrivateOperation(serial, block);
            long end = System.nanoTime();
            pair.unblind(raised);
            times.whole[i] = System.nanoTime() - start;
            times.kernel[i] = end - call;
            times.java[i] = times.whole[i] - times.kernel[i];
          }
          return times;
        });
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
