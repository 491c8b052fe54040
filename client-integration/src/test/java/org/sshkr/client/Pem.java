package org.sshkr.client;

import java.security.PrivateKey;
import java.util.Base64;

/** Private keys for tests as text: PKCS#8 in PEM. */
public final class Pem {
  private Pem() {}

  /** The contents of a file with this key. */
  public static String of(PrivateKey key) {
    return "-----BEGIN PRIVATE KEY-----\n"
        + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(key.getEncoded())
        + "\n-----END PRIVATE KEY-----\n";
  }
}
