package org.sshkr.jca;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.Security;
import org.junit.jupiter.api.Test;
import org.sshkr.client.Keyrings;
import org.sshkr.keyring.TestKeys;

/** The provider among the JDK's own. */
class KeyringProviderTest {
  private final KeyringProvider provider = new KeyringProvider(Keyrings.of(2048));

  @Test
  void installsNothingByItself() {
    assertThat(Security.getProvider(KeyringProvider.NAME)).isNull();
  }

  @Test
  void keyDecidesWhereItIsLast() throws Exception {
    try (Installed last = Installed.last(provider)) {
      assertSplit(last);
    }
  }

  @Test
  void keyDecidesWhereItIsFirst() throws Exception {
    try (Installed first = Installed.first(provider)) {
      assertSplit(first);
    }
  }

  private static void assertSplit(Installed installed) throws Exception {
    ProviderChoice.assertSplit(
        KeyStores.key(installed.provider(), 2048),
        TestKeys.pair(2048),
        TestKeys.otherPair(2048).getPrivate(),
        "SunRsaSign");
  }
}
