package org.sshkr.tests;

import java.time.InstantSource;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.sshkr.keyring.Keyring;
import org.sshkr.keyring.KeyringContract;
import org.sshkr.keyring.KeyringSelector;
import org.sshkr.keyring.LinuxKeyring;
import org.sshkr.keyring.signer.SignerKeyring;
import org.sshkr.keyring.signer.SignerSocket;
import org.sshkr.keyring.signer.SplitKeyring;

/** The contract on the kernel with the signer beside it. */
@Tag("kernel")
@Tag("programs")
class SplitKeyringTest extends KeyringContract {
  private static SignerProcess signer;

  @BeforeAll
  static void start() {
    signer = SignerProcess.start();
  }

  @AfterAll
  static void end() {
    signer.close();
  }

  @Override
  protected Keyring open() {
    LinuxKeyring kernel = LinuxKeyring.open(KeyringSelector.USER_SESSION);
    return new SplitKeyring(
        kernel,
        new SignerKeyring(
            SignerSocket.SYSTEM, false, InstantSource.system(), kernel::requireUnlocked),
        false);
  }

  @Override
  protected void passTimeUntil(BooleanSupplier condition) {
    Await.until("the key is dropped", condition);
  }
}
