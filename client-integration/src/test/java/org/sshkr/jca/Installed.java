package org.sshkr.jca;

import java.security.Provider;
import java.security.Security;

/**
 * A provider that is installed for the whole process while a test runs.
 *
 * @param replaced the provider of that name before, or null: MINA installs Bouncy Castle, and only
 *     once
 */
record Installed(Provider provider, Provider replaced) implements AutoCloseable {
  /** Installs it after all others. */
  static Installed last(Provider provider) {
    return at(Integer.MAX_VALUE, provider);
  }

  /** Installs it before all others. */
  static Installed first(Provider provider) {
    return at(1, provider);
  }

  private static Installed at(int position, Provider provider) {
    Provider replaced = Security.getProvider(provider.getName());
    Security.removeProvider(provider.getName());
    Security.insertProviderAt(provider, position);
    return new Installed(provider, replaced);
  }

  @Override
  public void close() {
    Security.removeProvider(provider.getName());
    if (replaced != null) {
      Security.addProvider(replaced);
    }
  }
}
