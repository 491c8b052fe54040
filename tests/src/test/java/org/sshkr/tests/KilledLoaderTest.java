package org.sshkr.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * ssh-add-kr killed at every step: strace(1) sends SIGKILL at the program's n-th call to the key
 * service, for each n until it makes no more.
 */
@Tag("kernel")
class KilledLoaderTest {
  private static final int MOST_CALLS = 40;

  /**
   * $0 is ssh-add-kr, $1 the call at which it is killed. Prints the status of the load, the number
   * of private keys in the keyring afterwards, openssl's verdict on a signature with the key, and
   * the kernel's description of it. The keyring is linked to this throw-away session to make its
   * contents visible.
   */
  private static final String KILL_AT_CALL =
      """
      keyctl link @us @s
      keyctl clear @us
      strace -f -q -o trace -e trace=add_key,keyctl \
        -e inject=add_key,keyctl:signal=SIGKILL:when=$1 "$0" -q -t 90m key
      status=$?
      loaded=$(for key in $(keyctl rlist @us); do
        case $(keyctl rdescribe $key) in asymmetric*) echo $key ;; esac
      done)
      keys=$(echo $loaded | wc -w)
      worth=
      [ $keys = 0 ] || worth="$(
        keyctl pkey_sign $loaded 0 digest enc=pkcs1 hash=sha256 >signature
        ssh-keygen -e -m PKCS8 -f key.pub >public
        openssl pkeyutl -verify -pubin -inkey public -in digest -sigfile signature -pkeyopt digest:sha256 2>&1
        grep ' asymmetri ' /proc/keys)"
      echo "status $status, keys $keys, $worth"
      """;

  private static User alice;

  @BeforeAll
  static void create() {
    alice = User.create("sshkr-alice");
    alice.giveKey("key", 2048, "");
    alice.write("digest", new byte[32]);
  }

  @AfterAll
  static void remove() {
    alice.close();
  }

  @Test
  void leavesNoKeyOrAWholeCheckedOne() {
    List<String> lines = new ArrayList<>();
    do {
      String call = Integer.toString(lines.size() + 1);
      lines.add(alice.run("sh", "-c", KILL_AT_CALL, Command.sshAddKr(), call).out().strip());
    } while (lines.get(lines.size() - 1).startsWith("status 137") && lines.size() < MOST_CALLS);
    // opening, asking for a lock, adding, testing, lifetime, linking, permissions, and so on
    assertThat(lines).hasSizeGreaterThan(8);
    assertThat(lines.get(0)).isEqualTo("status 137, keys 0,");
    for (String line : lines.subList(0, lines.size() - 1)) {
      assertThat(line)
          .matches(
              "status 137, keys (0,|1, Signature Verified Successfully\\n.* 1h .* ssh-rsa .* key of sshkr-alice: .*)");
    }
    assertThat(lines.get(lines.size() - 1))
        .startsWith("status 0, keys 1, Signature Verified Successfully\n");
  }
}
