package org.sshkr.client;

import java.security.PrivateKey;
import java.util.Base64;

/** Private keys of tests as text: PKCS#8 in PEM. */
public final class Pem {
  private Pem() {}

  /** A file's contents. */
  public static String of(PrivateKey key) {
    return "-----BEGIN PRIVATE KEY-----\n"
        + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(key.getEncoded())
        + "\n-----END PRIVATE KEY-----\n";
  }
}
