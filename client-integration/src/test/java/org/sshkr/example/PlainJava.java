package org.sshkr.example;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.Security;
import java.security.cert.X509Certificate;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.sshkr.jca.KeyringProvider;
import org.sshkr.keyring.KeyringSelector;

/** The Java code of README.md, word for word: the part without MINA. */
public final class PlainJava {
  private PlainJava() {}

  static void install() {
    // README: install
    Security.addProvider(new KeyringProvider(KeyringSelector.USER_SESSION));
    // README: end
  }

  /**
   * A TLS context whose key is in the keyring of the installed provider.
   *
   * @param fingerprint of the key
   * @param chain of certificates, the key's own first
   */
  public static SSLContext tls(String fingerprint, X509Certificate... chain)
      throws GeneralSecurityException, IOException {
    // README: tls
    KeyStore keys = KeyStore.getInstance("SSHKR");
    keys.load(null, null); // lists the keyring
    keys.setKeyEntry(fingerprint, keys.getKey(fingerprint, null), null, chain);
    KeyManagerFactory managers = KeyManagerFactory.getInstance("PKIX");
    managers.init(keys, null);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(managers.getKeyManagers(), null, null);
    return context;
    // README: end
  }
}
