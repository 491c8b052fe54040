package org.sshkr.keyring;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class KeyctlLibraryTest {
  /** Thrown by a static initializer, it reached the user as an ExceptionInInitializerError. */
  @Test
  void missingLibraryIsUnavailableWithTheCommandThatInstallsIt() {
    assertThatThrownBy(() -> KeyctlLibrary.bind("libkeyutils-missing.so.1"))
        .isInstanceOf(KeyringException.Unavailable.class)
        .hasMessageContaining("sudo apt-get install libkeyutils1");
  }
}
