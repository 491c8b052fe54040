package org.sshkr.tests;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.interfaces.RSAPrivateCrtKey;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.sshkr.keyring.TestKeys;

/** The two programs as a user types them, compared with OpenSSH's own. */
@Tag("kernel")
@Tag("programs")
class ProgramsTest {
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

  private Command.Result add(String... words) {
    return alice.run(Command.join(List.of(Command.sshAddKr()), words));
  }

  private void assertNothingIsLoaded() {
    assertThat(alice.run("keyctl", "rlist", "@us").out()).isBlank();
  }

  @Test
  void passphraseComesFromAskpass() {
    alice.giveKey("key", 2048, "open sesame");
    List<String> askpass =
        List.of("SSH_ASKPASS=" + askpass("open sesame"), "SSH_ASKPASS_REQUIRE=force");
    alice.run(askpass, Command.sshAddKr(), "-t", "1h", "key").succeeded();
    assertThat(add("-l").lines()).hasSize(1);
  }

  @Test
  void wrongPassphraseIsAskedForThreeTimesAndLoadsNothing() {
    alice.giveKey("key", 2048, "open sesame");
    List<String> askpass = List.of("SSH_ASKPASS=" + askpass("wrong"), "SSH_ASKPASS_REQUIRE=force");
    Command.Result result = alice.run(askpass, Command.sshAddKr(), "key");
    assertThat(result.status()).isEqualTo(1);
    assertThat(result.err()).isEqualTo("ssh-add-kr: key: wrong passphrase\n");
    assertThat(read(alice.file("asked"))).isEqualTo("x\nx\nx\n");
    assertNothingIsLoaded();
  }

  /** A program that answers with the passphrase and adds a line to the file "asked" each time. */
  private Path askpass(String passphrase) {
    Path program =
        alice.write(
            "askpass",
            ("#!/bin/sh\necho x >>" + alice.file("asked") + "\necho '" + passphrase + "'\n")
                .getBytes(US_ASCII));
    alice.run("chmod", "+x", program.toString()).succeeded();
    return program;
  }

  @Test
  void withoutATerminalAnEncryptedKeyFailsAtOnce() {
    alice.giveKey("key", 2048, "open sesame");
    Command.Result result = alice.run("setsid", "-w", Command.sshAddKr(), "key");
    assertThat(result.status()).isEqualTo(1);
    assertThat(result.err()).contains("key: it needs a passphrase").contains("SSH_ASKPASS");
  }

  @Test
  void keysGoOneByOneOrAllAtOnce() {
    alice.giveKey("one", 2048, "");
    alice.giveKey("two", 3072, "");
    add("one", "two").succeeded();
    assertThat(add("-d", "one").succeeded().err())
        .isEqualTo("Identity removed: one RSA (one of sshkr-alice)\n");
    assertThat(add("-l").out()).contains("two of").doesNotContain("one of");
    Command.Result again = add("-d", "one");
    assertThat(again.status()).isEqualTo(1);
    assertThat(again.err()).startsWith("ssh-add-kr: one: the keyring does not hold this key");
    add("-D").succeeded();
    assertNothingIsLoaded();
    assertThat(add("-l").status()).isEqualTo(1);
  }

  @Test
  void keyIsListedAsSshAddPrintsItAndOutlivesEveryCrashOfTheShim() {
    Path key = alice.giveKey("key", 3072, "");
    assertThat(add("key").succeeded().err())
        .isEqualTo("Identity added: key (key of sshkr-alice)\n");
    String list = add("-l").out();
    String keys = add("-L").out();
    assertThat(keys).isEqualTo(read(Path.of(key + ".pub")));
    Path socket = alice.file("socket");
    for (int i = 0; i < 2; i++) { // each replaces the socket that the last one left
      AgentProcess agent = AgentProcess.start(alice, "-a", socket.toString());
      List<String> variable = List.of(agent.variable());
      assertThat(alice.run(variable, "ssh-add", "-l").out()).isEqualTo(list);
      assertThat(alice.run(variable, "ssh-add", "-L").out()).isEqualTo(keys);
      alice.run(variable, "ssh-add", "-T", key + ".pub").succeeded();
      agent.kill();
      assertThat(socket).exists();
    }
  }

  @Test
  void evalStartsTheShimAndKillEndsIt() {
    Command.Result result =
        alice.run(
            "bash",
            "-ec",
            "eval \"$(\"$0\" -s)\"; test -S \"$SSH_AUTH_SOCK\"; ssh-add -l || test $? = 1;"
                + " eval \"$(\"$0\" -k)\"; test -z \"${SSH_AUTH_SOCK-}\"",
            Command.sshAgentKr());
    assertThat(result.succeeded().out()).contains("Agent pid").contains("killed");
  }

  @Test
  void failureToStartIsSeenByEval() {
    Command.Result result =
        alice.run(Command.sshAgentKr(), "-s", "-a", "/nonexistent/directory/socket");
    assertThat(result.status()).isEqualTo(1);
    assertThat(result.out()).isEmpty();
    assertThat(result.err()).startsWith("ssh-agent-kr: can't listen at /nonexistent");
  }

  @Test
  void keysOfASizeThatTheKernelSignsWronglyWithAreRefused() throws IOException {
    Path made = Path.of(System.getProperty("sshkr.test.keys"));
    for (String bits : List.of("1024", "2040", "3064")) {
      alice.write(bits, Files.readAllBytes(made.resolve(bits + "-a.der")));
    }
    Command.Result result = add("1024", "2040", "3064");
    assertThat(result.status()).isEqualTo(1);
    assertThat(result.err().lines())
        .hasSize(3)
        .anyMatch(line -> line.startsWith("ssh-add-kr: 1024: ") && line.contains("1024 bits"))
        .anyMatch(line -> line.startsWith("ssh-add-kr: 2040: ") && line.contains("2040 bits"))
        .anyMatch(line -> line.startsWith("ssh-add-kr: 3064: ") && line.contains("3064 bits"));
    assertNothingIsLoaded();
  }

  @Test
  void keyWithAWrongCrtExponentIsRefused() {
    KeyPair pair = TestKeys.otherPair(2048);
    byte[] der = pair.getPrivate().getEncoded();
    byte[] dp = ((RSAPrivateCrtKey) pair.getPrivate()).getPrimeExponentP().toByteArray();
    int at = 0;
    while (!Arrays.equals(der, at, at + dp.length, dp, 0, dp.length)) {
      at++;
    }
    der[at + dp.length - 1] ^= 2;
    alice.write("key", pem("PRIVATE KEY", der));
    Command.Result result = add("key");
    assertThat(result.status()).isEqualTo(1);
    assertThat(result.err().lines()).hasSize(1);
    assertNothingIsLoaded();
  }

  @Test
  void keysOfOtherTypesGetOneLineEachThatSaysWhy() {
    for (String type : List.of("ed25519", "ecdsa")) {
      alice.run("ssh-keygen", "-q", "-t", type, "-N", "", "-f", type).succeeded();
    }
    // OpenSSH 10 makes no DSA keys
    alice.run("openssl", "dsaparam", "-genkey", "-noout", "-out", "dsa", "1024").succeeded();
    alice.run("chmod", "600", "dsa").succeeded();
    Command.Result result = add("ed25519", "ecdsa", "dsa");
    assertThat(result.status()).isEqualTo(1);
    assertThat(result.err().lines())
        .hasSize(3)
        .anyMatch(
            line -> line.startsWith("ssh-add-kr: ed25519: Ed25519 key: the kernel signs with"))
        .anyMatch(line -> line.startsWith("ssh-add-kr: ecdsa: ECDSA key: the kernel signs with"))
        .anyMatch(line -> line.startsWith("ssh-add-kr: dsa: DSA key: it can't be loaded"));
    assertNothingIsLoaded();
  }

  @Test
  void fullQuotaIsAClearErrorAndLeavesNothing() {
    alice.giveKey("key", 2048, "");
    Command.Result fill =
        alice.run("sh", "-c", "i=0; while keyctl add user filler$i x @u >&2; do i=$((i+1)); done");
    assertThat(fill.err()).contains("Disk quota exceeded");
    String before = alice.run("keyctl", "rlist", "@us").out();
    Command.Result result = add("key");
    assertThat(result.status()).isEqualTo(1);
    assertThat(result.err())
        .contains("the quota of kernel keys is used up")
        .containsPattern("\\d+ of 200 keys")
        .contains("sysctl");
    assertThat(alice.run("keyctl", "rlist", "@us").out()).isEqualTo(before);
  }

  private static byte[] pem(String type, byte[] der) {
    return ("-----BEGIN "
            + type
            + "-----\n"
            + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der)
            + "\n-----END "
            + type
            + "-----\n")
        .getBytes(US_ASCII);
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
