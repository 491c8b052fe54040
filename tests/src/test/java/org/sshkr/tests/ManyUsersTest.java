package org.sshkr.tests;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.jna.Function;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sshkr.console.Terminal;
import org.sshkr.keyring.Constraints;
import org.sshkr.keyring.Identity;
import org.sshkr.keyring.PrivateKey;
import org.sshkr.keyring.SecretBytes;
import org.sshkr.keyring.UserKey;
import org.sshkr.keyring.crypto.Libcrypto;
import org.sshkr.keyring.signer.SignerKeyring;
import org.sshkr.keyring.signer.SignerSocket;
import org.sshkr.ssh.agent.SignRequest;
import org.sshkr.ssh.agent.SignResponse;
import org.sshkr.ssh.key.SshCertificate;
import org.sshkr.ssh.wire.Blob;
import org.sshkr.ssh.wire.WireWriter;

/**
 * A thousand users whose keys sleep in one signer: each an Ed25519 key, its certificate and an
 * ECDSA key. The users have no accounts: threads of this process take their uids.
 */
@Tag("keyrings")
@Tag("long")
class ManyUsersTest {
  private static final int USERS = Boolean.getBoolean("sshkr.test.emulated") ? 50 : 1000;
  private static final int SAMPLE = 20;
  private static final long FIRST_UID = 800_000;

  /** The numbers on x86_64, and on all newer architectures. */
  private static final boolean X86 = System.getProperty("os.arch").equals("amd64");

  private static final long SYS_SETRESGID = X86 ? 119 : 149;
  private static final long SYS_SETRESUID = X86 ? 117 : 147;

  private static final byte[] DATA = "data".getBytes(US_ASCII);
  private static final Constraints NONE = new Constraints(false, false, Optional.empty());

  private static SignerProcess signer;

  @TempDir private Path directory;

  /** What a user does with a keyring. */
  private interface Work<T> {
    T with(SignerKeyring keyring) throws Exception;
  }

  @BeforeAll
  static void start() {
    signer = SignerProcess.start();
    UserKey.addKeyring("ssh-kr:test", UserKey.THREAD_KEYRING); // loads the library
  }

  @AfterAll
  static void end() {
    signer.close();
  }

  /** Works as another user: these system calls change the calling thread's uid alone. */
  private static <T> T as(long uid, Work<T> work) throws Exception {
    FutureTask<T> task =
        new FutureTask<>(
            () -> {
              become(SYS_SETRESGID, uid);
              become(SYS_SETRESUID, uid);
              try (SignerKeyring keyring =
                  new SignerKeyring(SignerSocket.SYSTEM, false, InstantSource.system(), () -> {})) {
                return work.with(keyring);
              }
            });
    new Thread(task).start();
    return task.get();
  }

  private static void become(long call, long id) {
    Function syscall = Function.getFunction("c", "syscall");
    if (syscall.invokeLong(new Object[] {call, id, id, id}) != 0) {
      throw new IllegalStateException("can't take the id " + id);
    }
  }

  private static PrivateKey key(String type, int user) {
    byte[] number = new byte[32];
    number[29] = (byte) type.length(); // another one of each type
    number[30] = (byte) (user >> 8);
    number[31] = (byte) user;
    SecretBytes secret = SecretBytes.moveFrom(number);
    return new PrivateKey(Libcrypto.publicKey(type, secret), secret);
  }

  private static PrivateKey ed25519(int user) {
    return key("ssh-ed25519", user);
  }

  private static PrivateKey ecdsa(int user) {
    return key("ecdsa-sha2-nistp256", user);
  }

  /** Has ssh-keygen certify each user's Ed25519 key. */
  private List<SshCertificate> certificates() throws IOException {
    Path authority = directory.resolve("ca");
    Command.run("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", authority.toString())
        .succeeded();
    List<String> words =
        new ArrayList<>(List.of("ssh-keygen", "-q", "-s", authority.toString(), "-I", "id"));
    for (int user = 0; user < USERS; user++) {
      byte[] blob = ed25519(user).publicKey().blob();
      String line = "ssh-ed25519 " + Base64.getEncoder().encodeToString(blob) + "\n";
      words.add(Files.writeString(directory.resolve(user + ".pub"), line).toString());
    }
    Command.run(words.toArray(String[]::new)).succeeded();
    List<SshCertificate> certificates = new ArrayList<>();
    for (int user = 0; user < USERS; user++) {
      String line = Files.readString(directory.resolve(user + "-cert.pub"));
      byte[] blob = Base64.getDecoder().decode(List.of(line.split(" ", -1)).get(1).strip());
      certificates.add(SshCertificate.ofBlob(blob));
    }
    return certificates;
  }

  @Test
  void keysOfAThousandUsersOutliveTheSignerAndSign() throws Exception {
    List<SshCertificate> certificates = certificates();
    long start = System.nanoTime();
    for (int i = 0; i < USERS; i++) {
      int user = i;
      as(
          FIRST_UID + user,
          keyring -> {
            PrivateKey key = ed25519(user);
            keyring.add(key, "key", Optional.empty(), NONE);
            keyring.addCertificate(key, certificates.get(user), "key", Optional.empty(), NONE);
            return keyring.add(ecdsa(user), "other", Optional.empty(), NONE);
          });
    }
    Duration adding = since(start);
    assertThat(SignerProcess.serials()).hasSize(USERS * 3 * 2);

    signer.crash();
    start = System.nanoTime();
    List<Identity> first = as(FIRST_UID, SignerKeyring::list);
    Duration restart = since(start);
    assertThat(first).hasSize(3);

    start = System.nanoTime();
    for (int i = 0; i < SAMPLE; i++) {
      int user = i * USERS / SAMPLE;
      as(
          FIRST_UID + user,
          keyring -> {
            assertThat(keyring.list()).hasSize(3);
            assertSigns(keyring.get(ed25519(user).publicKey()));
            assertSigns(keyring.get(ecdsa(user).publicKey()));
            assertSigns(keyring.get(certificates.get(user)));
            return null;
          });
    }
    Terminal.of("many-users")
        .result(
            USERS
                + " users: added in "
                + adding.toMillis()
                + " ms, first list after a restart in "
                + restart.toMillis()
                + " ms, "
                + SAMPLE
                + " users' signatures in "
                + since(start).toMillis()
                + " ms, resident "
                + signer.resident()
                + " kB");
  }

  private static Duration since(long start) {
    return Duration.ofNanos(System.nanoTime() - start);
  }

  private static void assertSigns(Identity identity) {
    Blob blob = Blob.copyOf(identity.publicKey().blob());
    SignResponse answer = identity.answer(new SignRequest(blob, Blob.copyOf(DATA), 0), List.of());
    byte[] signature =
        new WireWriter()
            .writeText(answer.algorithm())
            .writeString(answer.signature().toByteArray())
            .toByteArray();
    assertThat(identity.publicKey().verifies(DATA, signature)).isTrue();
  }
}
