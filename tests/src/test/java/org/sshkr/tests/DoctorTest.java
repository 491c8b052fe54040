package org.sshkr.tests;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * ssh-add-kr --doctor, and the configuration file, on a real machine. ChecksTest tests other
 * troubles, with made-up files.
 */
@Tag("kernel")
@Tag("programs")
class DoctorTest {
  /**
   * Prints everything that a doctor could change, except what changes by itself: of /proc/keys,
   * only the names of the user's keyrings, since removed keys stay there for a while.
   */
  private static final String STATE =
      "state() { keyctl show @s; keyctl show @us; grep -o '_uid[a-z_.0-9]*: ' /proc/keys | sort -u;"
          + " test ! -e /proc/modules || cut -d' ' -f1 /proc/modules;"
          + " cat /proc/sys/kernel/keys/max*;"
          + " find . /etc -maxdepth 1 -printf '%p %s %T+ %m\\n'; };";

  private static User alice;

  @BeforeAll
  static void create() {
    alice = User.create("sshkr-alice");
  }

  @AfterEach
  void forget() {
    alice.forgetKeys();
  }

  @AfterAll
  static void remove() {
    alice.close();
  }

  private static String found(String check, String level, String id) {
    return "\"check\":\"" + check + "\",\"level\":\"" + level + "\",\"id\":" + id;
  }

  private static String ok(String check) {
    return found(check, "ok", "null");
  }

  /** Both programs read the file: the key is in the session keyring, and the shim signs with it. */
  @Test
  void goodMachineHasNoProblemAndIsTheSameAfterwards() {
    alice.giveKey("key", 2048, "");
    configure("keyring session\nlifetime 1h\n");
    Command.Result result =
        alice.run(
            List.of("XDG_CONFIG_HOME=" + alice.file("")),
            Command.sshAgentKr(),
            "sh",
            "-ec",
            STATE
                + "\"$0\" -q key; ssh-add -T key.pub; keyctl rlist @s | wc -w;"
                + " grep -cE ' (59m|1h) .* asymmetri ' /proc/keys;"
                + " before=$(state); \"$0\" --doctor --json; test \"$before\" = \"$(state)\"",
            Command.sshAddKr());
    // the key, and the addition order
    assertThat(result.succeeded().lines()).hasSize(3).startsWith("2", "1");
    assertThat(result.lines().get(2))
        .startsWith("{\"problems\":0,")
        .contains(ok("system calls"), ok("key type"), ok("test signature"), ok("quota"))
        .contains(ok("possession"), ok("session keyring"), ok("configuration"), ok("agent"))
        .contains(
            "ssh-agent-kr (pid ",
            "answers and lists 1 key; no agent stands behind it\"",
            "key lifetime\",\"level\":\"ok")
        .contains("OpenSSH_");
  }

  @Test
  void fullQuotaDeadSocketAndWrongConfigurationAreProblems() {
    configure("# mine\nkeyrng session\n");
    Command.Result result =
        alice.run(
            List.of("XDG_CONFIG_HOME=" + alice.file(""), "SSH_AUTH_SOCK=" + alice.file("none")),
            "sh",
            "-c",
            "i=0; while keyctl add user filler$i x @u; do i=$((i+1)); done >/dev/null 2>&1;"
                + " \"$0\" --doctor --json; s=$?; keyctl clear @u; \"$0\" -l; exit $s",
            Command.sshAddKr());
    assertThat(result.status()).isEqualTo(1);
    assertThat(result.lines()).hasSize(1);
    assertThat(result.out())
        .startsWith("{\"problems\":3,")
        .contains(found("quota", "problem", "\"quota-full\""), " of 200 keys")
        .contains(found("agent", "problem", "\"agent-gone\""), "there is no such socket")
        .contains(found("configuration", "problem", "\"configuration-wrong\""));
    assertThat(result.err())
        .isEqualTo(
            "ssh-add-kr: "
                + alice.file("ssh-kr/config")
                + ", line 2: no setting is called keyrng; there are keyring, lifetime, hash,"
                + " take-over, upstream, rsa, signer, sha1, verbose\n");
  }

  @Test
  void userNamespaceAndAnotherAgentAreNotes() {
    Command.Result result =
        alice.run("ssh-agent", "unshare", "-U", Command.sshAddKr(), "--doctor", "--json");
    assertThat(result.succeeded().out())
        .startsWith("{\"problems\":0,")
        .contains(found("namespaces", "note", "\"user-namespace\""))
        .contains(found("agent", "note", "\"agent-is-another\""), "OpenSSH's ssh-agent")
        .contains(ok("test signature"));
  }

  private static void configure(String text) {
    alice.run("mkdir", "ssh-kr").succeeded();
    alice.write("ssh-kr/config", text.getBytes(UTF_8));
  }
}
