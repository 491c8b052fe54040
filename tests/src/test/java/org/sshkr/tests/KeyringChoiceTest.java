package org.sshkr.tests;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code --keyring}: the keys go there, and nowhere else. */
@Tag("kernel")
@Tag("programs")
class KeyringChoiceTest {
  private static User alice;

  @BeforeAll
  static void create() {
    alice = User.create("sshkr-alice");
    alice.forgetKeys(); // the kernel makes a user-session keyring with a link to the user keyring
  }

  @AfterEach
  void forget() {
    alice.forgetKeys();
  }

  @AfterAll
  static void remove() {
    alice.close();
  }

  /** Runs a user's script in one session; $0 is ssh-add-kr. */
  private Command.Result script(String script) {
    return alice.run("sh", "-ec", script, Command.sshAddKr());
  }

  @ParameterizedTest
  @CsvSource({
    "session, @s",
    "user, @u",
    "persistent, $(keyctl get_persistent @s)",
    "project, $(keyctl search @s keyring project)",
    "$(keyctl search @s keyring project), $(keyctl search @s keyring project)",
  })
  void keyGoesIntoTheKeyringThatIsNamedAndNoOther(String name, String keyring) {
    alice.giveKey("key", 2048, "");
    Command.Result result =
        script(
            "keyctl newring project @s >/dev/null;"
                + (" \"$0\" -q --keyring " + name + " key;")
                + (" keyctl rlist " + keyring + " | wc -w; keyctl rlist @us | wc -w"));
    // the key, and the addition order; the session keyring holds another keyring too; the
    // user-session keyring, the default, holds nothing
    assertThat(result.succeeded().out()).matches("[23]\n0\n");
  }

  /**
   * Without a session keyring, as in the guest, each program once got its own, and the key ended
   * with the program that had added it.
   */
  @Test
  void keyOutlivesTheProgramThatAddedItWhereThereIsNoSessionKeyring() {
    alice.giveKey("key", 2048, "");
    String program = Command.sshAddKr();
    String key = alice.file("key").toString();
    Command.run(program, "-q", "--keyring", "session", "-t", "1h", key).succeeded();
    Command.run(program, "-q", "--keyring", "session", "-d", key).succeeded();
  }

  @Test
  void commandRunsWithTheShimOfTheKeyringThatIsNamedAndItsStatusIsPassedOn() {
    alice.giveKey("key", 2048, "");
    Command.Result result =
        alice.run(
            "sh",
            "-ec",
            "\"$0\" -q --keyring session key;"
                + " exec \"$1\" --keyring session sh -c 'ssh-add -T key.pub && exit 7'",
            Command.sshAddKr(),
            Command.sshAgentKr());
    assertThat(result.status()).as(result.err()).isEqualTo(7);
  }

  @ParameterizedTest
  @ValueSource(strings = {"no-such-keyring", "2147483646"})
  void keyringThatDoesNotExistIsStatusTwo(String name) {
    Command.Result result = alice.run(Command.sshAddKr(), "--keyring", name, "-l");
    assertThat(result.status()).isEqualTo(2);
    assertThat(result.err())
        .startsWith("ssh-add-kr: there is no keyring " + name)
        .contains("keyctl show");
    assertThat(result.err().lines()).hasSize(1);
  }
}
