package org.sshkr.keyring;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import org.sshkr.ssh.key.RsaPublicKey;

/**
 * The private operation on numbers that the caller chooses, with and without blinding, to see
 * whether its time depends on them. Stands in this package to reach what no keyring lets a caller
 * do.
 */
public final class TimedOperation implements AutoCloseable {
  private final PossessionThreads threads = new PossessionThreads(KeyringSelector.USER_SESSION, 1);
  private final Identity identity;

  public TimedOperation(Identity identity) {
    this.identity = identity;
  }

  /**
   * The nanoseconds that the kernel's bare call takes for each of these numbers, which are below
   * the modulus.
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

  /** What one blinded operation after the other took, in nanoseconds. */
  public static final class Times {
    /** From the number to the result. */
    public final long[] whole;

    /** Of that, the kernel's call. */
    public final long[] kernel;

    /** Of the whole, the rest: blinding and unblinding. */
    public final long[] java;

    private Times(int count) {
      whole = new long[count];
      kernel = new long[count];
      java = new long[count];
    }
  }

  /** The same, blinded before and unblinded after, as {@link BlindedRsaSigner} does it. */
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
