package org.sshkr.signer;

import java.io.IOException;
import java.nio.file.Path;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.sshkr.keyring.Keyring;
import org.sshkr.keyring.KeyringContract;

/** The contract with a real signer alone. */
@Tag("slow")
class SignerKeyringTest extends KeyringContract {
  @TempDir private static Path directory;

  private static RunningSigner signer;

  @BeforeAll
  static void start() throws IOException {
    signer = RunningSigner.start(directory);
  }

  @AfterAll
  static void stop() throws IOException {
    signer.close();
  }

  @Override
  protected Keyring open() {
    return signer.client(() -> {});
  }

  @Override
  protected void passTimeUntil(BooleanSupplier condition) {
    RunningSigner.await(condition);
  }
}
