package org.sshkr.tests;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.sshkr.ssh.agent.IdentitiesAnswer;
import org.sshkr.ssh.agent.RemoveAllIdentities;
import org.sshkr.ssh.agent.RequestIdentities;
import org.sshkr.ssh.agent.SignRequest;
import org.sshkr.ssh.wire.Blob;

/**
 * ssh-add-kr with an Ed25519 key, killed at every step of the way into the signer: at its n-th call
 * to the key service, for each n until it makes no more. gdb(1) counts the calls of all threads;
 * strace(1), which {@link KilledLoaderTest} uses, counts those of each thread, and here each key
 * has a thread of its own.
 */
@Tag("keyrings")
@Tag("long")
class KilledSignerLoaderTest {
  private static final int MOST_CALLS = 60;

  /** $0 is the number of stops before the last: two a call, as it begins and as it ends. */
  private static final String KILL_AT_CALL =
      """
      cat >commands <<end
      set auto-solib-add off
      set startup-with-shell off
      handle all nostop noprint pass
      catch syscall add_key keyctl
      ignore 1 $0
      run
      kill
      end
      gdb -nx -batch -x commands --args /bin/sh "$1" -q key
      """;

  private static SignerProcess signer;
  private static User alice;
  private static Blob offered;

  @BeforeAll
  static void create() throws IOException {
    signer = SignerProcess.start();
    alice = User.create("sshkr-alice");
    alice.run("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", "key").succeeded();
    String line = Files.readString(alice.file("key.pub"));
    offered = Blob.copyOf(Base64.getDecoder().decode(List.of(line.split(" ", -1)).get(1)));
  }

  @AfterAll
  static void remove() {
    alice.close();
    signer.close();
  }

  @Test
  void leavesNoKeyOrAWholeOneAndNothingElseForLong() throws IOException {
    int call = 0;
    int withKey = 0;
    boolean killed;
    do {
      String stops = Integer.toString(2 * call++);
      String said = alice.run("sh", "-c", KILL_AT_CALL, stops, Command.sshAddKr()).out();
      killed = said.contains(" killed]");
      assertThat(killed || said.contains(" exited normally]")).as(said).isTrue();
      assertThat(timesLeft()).allMatch(left -> left.matches("perm|expd|[0-9]s|10s"));
      try (AgentClient client = AgentClient.as(alice.uid(), SignerProcess.SOCKET)) {
        // what the kernel still shows for a moment is gone, and the signer has taken what it takes
        Await.until("only the entry is left", () -> isEntryOrNothing(client));
        int keys = keys(client);
        if (keys > 0) {
          client.sign(new SignRequest(offered, Blob.copyOf("data".getBytes(US_ASCII)), 0));
          withKey++;
        }
        assertThat(killed || keys == 1).isTrue();
        client.ask(new RemoveAllIdentities());
      }
    } while (killed && call < MOST_CALLS);
    assertThat(killed).isFalse();
    assertThat(call).isGreaterThan(8); // add, lifetime, permissions and move, of two keys
    assertThat(withKey).isLessThan(call);
  }

  /** Whether all that has no lifetime is one entry, or there is nothing. */
  private static boolean isEntryOrNothing(AgentClient client) {
    try {
      int keys = keys(client);
      long lasting = timesLeft().stream().filter("perm"::equals).count();
      return lasting == 2L * keys && SignerProcess.serials().size() == 2 * keys;
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static int keys(AgentClient client) throws IOException {
    return ((IdentitiesAnswer) client.ask(new RequestIdentities())).identities().size();
  }

  /** The fourth column of /proc/keys (keyrings(7)) of each key of type user that is alice's. */
  private static List<String> timesLeft() {
    String columns = "$6 == " + alice.uid() + " && $8 == \"user\" { print $4 }";
    return alice.run("awk", columns, "/proc/keys").succeeded().lines();
  }
}
