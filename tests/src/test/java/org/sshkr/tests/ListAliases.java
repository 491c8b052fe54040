package org.sshkr.tests;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.Security;
import java.util.Collections;

/**
 * A program that knows of no provider: prints the first one's name, and its key store's aliases.
 */
final class ListAliases {
  private ListAliases() {}

  public static void main(String[] args) throws GeneralSecurityException, IOException {
    KeyStore keys = KeyStore.getInstance("SSHKR");
    keys.load(null, null);
    System.out.println(
        Security.getProviders()[0].getName() + " " + Collections.list(keys.aliases()));
  }
}
