package org.sshkr.jca;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.PrivateKey;
import java.security.Signature;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.sshkr.client.Keyrings;
import org.sshkr.keyring.TestKeys;

/**
 * Bouncy Castle before the JDK's providers, and the keyring's provider before or after all of them.
 */
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

  /** Only these two providers know the name, by which Bouncy Castle makes certificates. */
  @Test
  void keyDecidesByBouncyCastlesNamesOfPss() throws Exception {
    try (Installed bouncyCastle = Installed.first(BouncyCastle.provider());
        Installed own = Installed.last(provider)) {
      byte[] data = {1, 2, 3};
      for (PrivateKey key :
          List.of(KeyStores.key(own.provider(), 2048), TestKeys.pair(2048).getPrivate())) {
        Signature signer = Signature.getInstance("SHA256WITHRSAANDMGF1");
        signer.initSign(key);
        signer.update(data);
        Signature verifier = Signature.getInstance("SHA256WITHRSAANDMGF1", own.provider());
        verifier.initVerify(TestKeys.pair(2048).getPublic());
        verifier.update(data);
        assertThat(verifier.verify(signer.sign())).isTrue();
      }
      assertThat(bouncyCastle.provider().getService("Signature", "SHA256withRSAandMGF1"))
          .isNotNull();
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
