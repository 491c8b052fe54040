package org.sshkr.keyring;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SignatureAlgorithmTest {
  @ParameterizedTest
  @CsvSource({
    "ssh-rsa, SSH_RSA",
    "rsa-sha2-256, RSA_SHA2_256",
    "rsa-sha2-512, RSA_SHA2_512",
    "rsa-sha2-512-cert-v01@openssh.com, RSA_SHA2_512",
  })
  void isFoundByItsNameOnTheWire(String name, SignatureAlgorithm algorithm) {
    assertThat(SignatureAlgorithm.named(name)).contains(algorithm);
    assertThat(algorithm.sshName()).isEqualTo(name.replace("-cert-v01@openssh.com", ""));
  }

  @Test
  void otherNamesAreNone() {
    assertThat(SignatureAlgorithm.named("ssh-ed25519")).isEmpty();
    assertThat(SignatureAlgorithm.named("rsa-sha2-256@openssh.com")).isEmpty();
  }
}
