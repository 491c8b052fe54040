package org.sshkr.jca;

import java.security.Provider;
import java.security.Security;

/** A provider that is installed for the whole process while a test runs. */
record Installed(Provider provider) implements AutoCloseable {
  /** Installs it after all others. */
  static Installed last(Provider provider) {
    Security.addProvider(provider);
    return new Installed(provider);
  }

  /** Installs it before all others. */
  static Installed first(Provider provider) {
    Security.insertProviderAt(provider, 1);
    return new Installed(provider);
  }

  @Override
  public void close() {
    Security.removeProvider(provider.getName());
  }
}
