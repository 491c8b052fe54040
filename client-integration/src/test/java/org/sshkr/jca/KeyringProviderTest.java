package org.sshkr.jca;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.security.KeyStore;
import java.security.Provider;
import java.security.Security;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
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

  /** Java then chooses the first provider, before it knows the key. */
  @Test
  void pssParametersMayPrecedeTheKeyWhereItIsFirst() throws Exception {
    try (Installed first = Installed.first(provider)) {
      ProviderChoice.assertParametersBeforeKeys(
          KeyStores.key(first.provider(), 2048),
          TestKeys.pair(2048),
          TestKeys.otherPair(2048).getPrivate());
    }
  }

  /** Loads it like java.security, keytool and jarsigner, even where there are no keyrings. */
  @ParameterizedTest
  @ValueSource(strings = {"", "session", "no-such-keyring"})
  void isLoadedByItsNameAndOpensItsKeyringLater(String argument) throws Exception {
    Provider loaded =
        ServiceLoader.load(Provider.class).stream()
            .filter(one -> one.type() == KeyringProvider.class)
            .findFirst()
            .orElseThrow()
            .get();
    assertThat(loaded.getName()).isEqualTo("ssh-kr");
    assertThat(loaded.isConfigured()).isTrue();
    Provider configured = argument.isEmpty() ? loaded : loaded.configure(argument);
    assertThat(configured.getName()).isEqualTo("ssh-kr");
    assertThat(KeyStore.getInstance("SSHKR", configured).getProvider()).isSameAs(configured);
  }

  @Test
  void saysThatTheKeyringOfItsArgumentIsNone() {
    Provider configured = new KeyringProvider().configure("no-such-keyring");
    assertThatThrownBy(() -> KeyStores.load(configured))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("keyring");
  }

  private static void assertSplit(Installed installed) throws Exception {
    ProviderChoice.assertSplit(
        KeyStores.key(installed.provider(), 2048),
        TestKeys.pair(2048),
        TestKeys.otherPair(2048).getPrivate(),
        "SunRsaSign");
  }
}
