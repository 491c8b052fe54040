package org.sshkr.tests;

import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Tag;
import org.sshkr.keyring.KernelKeyringContract;
import org.sshkr.keyring.Keyring;
import org.sshkr.keyring.KeyringSelector;
import org.sshkr.keyring.LinuxKeyring;

/** The contract on the kernel. */
@Tag("kernel")
class LinuxKeyringTest extends KernelKeyringContract {
  @Override
  protected Keyring open() {
    return LinuxKeyring.open(KeyringSelector.USER_SESSION);
  }

  @Override
  protected void passTimeUntil(BooleanSupplier condition) {
    Await.until("the kernel drops the key", condition);
  }
}
