package org.sshkr.console;

import java.util.List;
import java.util.Locale;
import org.sshkr.keyring.signer.SignerChoice;

/** The values of the options and settings that concern the signer. */
public final class SignerOptions {
  private SignerOptions() {}

  /** Reads the value of {@code signer}. */
  public static SignerChoice signer(String value) throws UsageException {
    String word = oneOf(List.of("system", "own", "no"), value);
    return SignerChoice.valueOf(word.toUpperCase(Locale.ROOT));
  }

  /** Reads the value of {@code rsa}. */
  public static boolean rsaToSigner(String value) throws UsageException {
    return oneOf(List.of("kernel", "signer"), value).equals("signer");
  }

  private static String oneOf(List<String> words, String value) throws UsageException {
    if (!words.contains(value)) {
      throw new UsageException("neither " + String.join(" nor ", words) + ": " + value);
    }
    return value;
  }
}
