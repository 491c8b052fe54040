package org.sshkr.jca;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.sshkr.client.Keyrings;
import org.sshkr.keyring.TestKeys;

/** Bouncy Castle before the JDK's providers, and the keyring's before or behind them all. */
@Tag("bouncy-castle")
class BouncyCastleTest {
  private final KeyringProvider provider = new KeyringProvider(Keyrings.of(2048));

  @Test
  void keyDecidesWhereBouncyCastleIsFirst() throws Exception {
    try (Installed bouncyCastle = Installed.first(BouncyCastle.provider());
        Installed own = Installed.last(provider)) {
      assertSplit(bouncyCastle, own);
    }
  }

  @Test
  void keyDecidesWhereBouncyCastleIsSecond() throws Exception {
    try (Installed bouncyCastle = Installed.first(BouncyCastle.provider());
        Installed own = Installed.first(provider)) {
      assertSplit(bouncyCastle, own);
    }
  }

  private static void assertSplit(Installed others, Installed own) throws Exception {
    ProviderChoice.assertSplit(
        KeyStores.key(own.provider(), 2048),
        TestKeys.pair(2048),
        TestKeys.otherPair(2048).getPrivate(),
        others.provider().getName());
  }
}
