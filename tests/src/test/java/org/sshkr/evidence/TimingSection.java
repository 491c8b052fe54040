package org.sshkr.evidence;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.interfaces.RSAPrivateCrtKey;
import java.util.Optional;
import java.util.Random;
import java.util.function.Supplier;
import org.sshkr.keyring.Identity;
import org.sshkr.keyring.KeyringSelector;
import org.sshkr.keyring.LinuxKeyring;
import org.sshkr.keyring.PrivateKey;
import org.sshkr.keyring.TestKeys;
import org.sshkr.keyring.TimedOperation;
import org.sshkr.ssh.agent.SignRequest;
import org.sshkr.ssh.wire.Blob;
import org.sshkr.tests.AgentClient;
import org.sshkr.tests.LocalAgent;

/**
 * Measures private operations on a fixed input and on random ones, in random order (O. Reparaz and
 * others, "Dude, is my code constant time?", 2017). Run by tests/evidence/run, which compares the
 * times.
 */
final class TimingSection {
  private static final int WARM_UP = 100;
  private static final int ROUND = 500;

  private final Random random = new Random(1);
  private final Rows rows;
  private final int samples;
  private final RSAPrivateCrtKey key = (RSAPrivateCrtKey) TestKeys.pair(2048).getPrivate();

  private TimingSection(Rows rows, int samples) {
    this.rows = rows;
    this.samples = samples;
  }

  /**
   * Writes the table.
   *
   * @param args its directory, number of samples of each experiment
   */
  public static void main(String[] args) throws Exception {
    String[] header = {"experiment", "fixed", "nanoseconds"};
    try (Rows rows = new Rows(Path.of(args[0], "timing.tsv"), header);
        LinuxKeyring keyring = LinuxKeyring.open(KeyringSelector.USER_SESSION)) {
      TimingSection section = new TimingSection(rows, Integer.parseInt(args[1]));
      try (PrivateKey key = TestKeys.privateKey(TestKeys.pair(2048))) {
        section.measure(keyring.add(key, "timing", Optional.empty()));
      }
      keyring.removeAll();
    }
  }

  private interface Experiment {
    long[] times(BigInteger[] inputs) throws Exception;
  }

  private void measure(Identity identity) throws Exception {
    BigInteger fixed = below();
    BigInteger small = BigInteger.valueOf(3);
    // an attacker who knows p can choose it; one who measures can search for it (D. Brumley, D.
    // Boneh, 2003)
    BigInteger nearPrime = key.getPrimeP().add(BigInteger.TWO);
    Path directory = Files.createTempDirectory("timing");
    try (TimedOperation operation = new TimedOperation(identity);
        LocalAgent shim = LocalAgent.sshAgentKr(directory);
        AgentClient client = shim.connect()) {
      Experiment socket = inputs -> overSocket(client, identity, inputs);
      operation.bare(inputs(new boolean[WARM_UP], small));
      socket.times(inputs(new boolean[WARM_UP], small));
      // in turns, so that a machine that slows down does so for all
      for (int done = 0; done < samples; done += ROUND) {
        run("bare call, a fixed number", fixed, operation::bare);
        runBlinded("a fixed number", fixed, operation);
        run("bare call, the number 3", small, operation::bare);
        runBlinded("the number 3", small, operation);
        run("bare call, the number p + 2", nearPrime, operation::bare);
        runBlinded("the number p + 2", nearPrime, operation);
        run("over the socket, a fixed message", fixed, socket);
      }
    }
  }

  private void run(String name, BigInteger fixed, Experiment experiment) throws Exception {
    boolean[] which = lots();
    add(name, which, experiment.times(inputs(which, fixed)));
  }

  /** Times the parts too: if the whole shows a difference, they tell where it is. */
  private void runBlinded(String number, BigInteger fixed, TimedOperation operation)
      throws IOException {
    boolean[] which = lots();
    TimedOperation.Times times = operation.blinded(inputs(which, fixed));
    add("blinded, " + number, which, times.whole);
    add("blinded, " + number + ", in the kernel alone", which, times.kernel);
    add("blinded, " + number + ", in Java alone", which, times.java);
  }

  private boolean[] lots() {
    boolean[] which = new boolean[ROUND];
    for (int i = 0; i < ROUND; i++) {
      which[i] = random.nextBoolean();
    }
    return which;
  }

  private void add(String name, boolean[] which, long[] times) throws IOException {
    for (int i = 0; i < ROUND; i++) {
      rows.add(name, which[i] ? 1 : 0, times[i]);
    }
  }

  private BigInteger[] inputs(boolean[] which, BigInteger fixed) {
    BigInteger[] inputs = new BigInteger[which.length];
    for (int i = 0; i < inputs.length; i++) {
      BigInteger other = below();
      inputs[i] = which[i] ? fixed : other;
    }
    return inputs;
  }

  /** A random number below the modulus. */
  private BigInteger below() {
    Supplier<BigInteger> next = () -> new BigInteger(key.getModulus().bitLength(), random);
    BigInteger number = next.get();
    while (number.compareTo(key.getModulus()) >= 0) {
      number = next.get();
    }
    return number;
  }

  /** Times signatures of messages that are the numbers' bytes, all of the same length. */
  private static long[] overSocket(AgentClient client, Identity identity, BigInteger[] inputs) {
    long[] times = new long[inputs.length];
    for (int i = 0; i < inputs.length; i++) {
      byte[] message = new byte[512];
      ByteBuffer.wrap(message).put(inputs[i].toByteArray());
      SignRequest request =
          new SignRequest(
              Blob.copyOf(identity.publicKey().blob()),
              Blob.copyOf(message),
              SignRequest.RSA_SHA2_256);
      long start = System.nanoTime();
      client.sign(request);
      times[i] = System.nanoTime() - start;
    }
    return times;
  }
}
