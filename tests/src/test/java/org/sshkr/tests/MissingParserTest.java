package org.sshkr.tests;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * A kernel that has not loaded its parser for private keys: the first thing that a user sees there.
 */
@Tag("no-parser")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class MissingParserTest {
  @Test
  @Order(1)
  void addingSaysWhichModuleToLoadAndLeavesNothing() {
    try (User alice = User.create("sshkr-alice")) {
      alice.giveKey("key", 2048, "");
      Command.Result result = alice.run(Command.sshAddKr(), "key");
      assertThat(result.status()).isEqualTo(1);
      assertThat(result.err())
          .startsWith("ssh-add-kr: key: ")
          .contains("sudo modprobe pkcs8_key_parser");
      assertThat(result.err().lines()).hasSize(1);
      assertThat(alice.run("keyctl", "rlist", "@us").out().split(" ", -1)).hasSize(1);
      Command.Result doctor = alice.run(Command.sshAddKr(), "--doctor");
      assertThat(doctor.status()).isEqualTo(1);
      assertThat(doctor.out())
          .containsPattern("problem  parser module +pkcs8_key_parser is not loaded")
          .contains("fix: sudo modprobe pkcs8_key_parser\n")
          .contains("note     test signature", "SSH_AUTH_SOCK is not set", "\n1 problem, ");
    }
  }

  @Test
  @Order(2)
  void theAdviceWorks() {
    try (User alice = User.create("sshkr-alice")) {
      alice.giveKey("key", 2048, "");
      Command.run("modprobe", "pkcs8_key_parser").succeeded();
      alice.run(Command.sshAddKr(), "key").succeeded();
    }
  }
}
