package org.sshkr.doctor;

import java.util.Optional;
import java.util.function.Supplier;
import org.sshkr.keyring.KeyringException;
import org.sshkr.keyring.signer.SignerStatus;

/**
 * Whether ssh-signer-kr is there for Ed25519 and ECDSA keys, answers, and hides what it reads.
 *
 * @param status asks it; empty where its socket is not there
 */
record Signer(Supplier<Optional<SignerStatus>> status) implements Check {
  @Override
  public String subject() {
    return "signer";
  }

  @Override
  public Finding examine() {
    Optional<SignerStatus> found;
    try {
      found = status.get();
    } catch (KeyringException e) {
      return Trouble.SIGNER_SILENT.found(e.getMessage());
    }
    return found
        .<Finding>map(one -> new Finding.Ok(words(one)))
        .orElseGet(
            () ->
                Trouble.SIGNER_MISSING.found(
                    "no ssh-signer-kr: Ed25519 and ECDSA keys go to the agent behind"));
  }

  private static String words(SignerStatus status) {
    return "ssh-signer-kr wakes keys in "
        + (status.secretPages()
            ? "pages that the kernel hides from everyone (memfd_secret)"
            : "locked pages, since this kernel has no memfd_secret")
        + "; at most "
        + status.clientsOfOneUser()
        + " connections of a user";
  }
}
