package org.sshkr.evidence;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.sshkr.console.Terminal;
import org.sshkr.ssh.agent.SignRequest;
import org.sshkr.ssh.wire.Blob;
import org.sshkr.tests.AgentClient;
import org.sshkr.tests.Command;
import org.sshkr.tests.HandDelivery;
import org.sshkr.tests.MemoryScan;
import org.sshkr.tests.SignerProcess;
import org.sshkr.tests.User;

/**
 * What is in the signer's memory, as root sees it: the column "its memory" of the table "Who may do
 * what" of ssh-signer-kr(8).
 */
@Tag("keyrings")
class SignerMemoryTest {
  private static final Blob DATA = Blob.copyOf("data".getBytes(US_ASCII));
  private static final int SNAPSHOTS = 30;

  private static SignerProcess signer;
  private static User alice;
  private static List<HandDelivery.Key> keys;
  private static MemoryScan scan;

  @BeforeAll
  static void start() throws Exception {
    signer = SignerProcess.start();
    alice = User.create("sshkr-alice");
    byte[] seed = number();
    byte[] scalar = number();
    keys =
        List.of(
            HandDelivery.Key.of("ssh-ed25519", seed, "ed25519"),
            HandDelivery.Key.of("ecdsa-sha2-nistp256", scalar, "ecdsa"));
    scan =
        new MemoryScan()
            .with("seed", seed)
            .with("scalar", MessageDigest.getInstance("SHA-512").digest(seed)) // RFC 8032, 5.1.5
            .with("d", scalar);
  }

  @AfterAll
  static void end() {
    alice.close();
    signer.close();
  }

  /** 32 random bytes that are in the range of P-256's private numbers. */
  private static byte[] number() {
    byte[] number = new byte[32];
    new SecureRandom().nextBytes(number);
    number[0] = (byte) (number[0] & 0x7f);
    return number;
  }

  private static Collection<Integer> hits() throws IOException {
    return scan.scan(signer.pid()).values();
  }

  private static void sign(AgentClient client) {
    keys.forEach(key -> client.sign(new SignRequest(key.offered(), DATA, 0)));
  }

  @Test
  void noNumberStaysInTheSigner() throws Exception {
    assertThat(hits()).containsOnly(0);
    for (HandDelivery.Key key : keys) {
      HandDelivery.add(alice, key);
    }
    assertThat(hits()).containsOnly(0);
    try (AgentClient client = AgentClient.as(alice.uid(), SignerProcess.SOCKET)) {
      for (int i = 0; i < 50; i++) {
        sign(client);
      }
      assertThat(hits()).containsOnly(0);
      reportWhileSigning(client);
      assertThat(hits()).containsOnly(0);
    }
    assertThat(scan.scan(ProcessHandle.current().pid()).get("seed")).isPositive();
  }

  /** For a signature's microseconds libcrypto has an Ed25519 number in the ordinary heap. */
  private static void reportWhileSigning(AgentClient client) throws Exception {
    AtomicBoolean ended = new AtomicBoolean();
    Thread signing =
        new Thread(
            () -> {
              while (!ended.get()) {
                sign(client);
              }
            });
    signing.start();
    ProcessHandle process = ProcessHandle.of(signer.pid()).orElseThrow();
    Snapshots taken = new Snapshots(scan).take(process, SNAPSHOTS);
    ended.set(true);
    signing.join();
    Terminal.of("signer-memory")
        .result(
            "while it signs: numbers in "
                + taken.withHits()
                + " of "
                + taken.taken()
                + " snapshots, at most "
                + taken.most());
  }

  /**
   * Not even processes of its own user get at it. A process that is not dumpable leaves no core:
   * PR_SET_DUMPABLE in prctl(2). /proc shows that by the owner of its files: proc(5).
   */
  @Test
  void signerForbidsAttachingAndCores() throws Exception {
    String pid = Long.toString(signer.pid());
    for (String file : List.of("mem", "maps", "environ")) {
      String[] read = SignerProcess.command("head", "-c", "1", "/proc/" + pid + "/" + file);
      assertThat(Command.run(read).err()).contains("Permission denied");
    }
    String[] attach = SignerProcess.command("gdb", "-batch", "-p", pid, "-ex", "info threads");
    assertThat(Command.run(attach).err()).contains("not permitted");
    assertThat(Files.getOwner(Path.of("/proc", pid, "mem")).getName()).isEqualTo("root");
  }
}
