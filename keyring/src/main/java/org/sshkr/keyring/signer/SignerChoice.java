package org.sshkr.keyring.signer;

import java.nio.file.Path;
import java.util.Optional;

/** The signer that a user wants: the setting {@code signer} of ssh-kr-config(5). */
public enum SignerChoice {
  /** The system's, where it is installed. */
  SYSTEM,
  /** A process of the user's own, which needs no root, and whose keys the user can read. */
  OWN,
  NO;

  /** The directory of this program and the others; a launcher sets it. */
  private static final String PROGRAMS = "sshkr.programs";

  /** Where to look for it; empty if it is not to be used. */
  Optional<SignerSocket> socket() {
    return switch (this) {
      case SYSTEM -> Optional.of(SignerSocket.SYSTEM);
      case OWN -> own();
      case NO -> Optional.empty();
    };
  }

  private static Optional<SignerSocket> own() {
    String runtime = System.getenv("XDG_RUNTIME_DIR");
    String programs = System.getProperty(PROGRAMS);
    return runtime == null || runtime.isEmpty() || programs == null
        ? Optional.empty()
        : Optional.of(SignerSocket.own(Path.of(runtime), Path.of(programs)));
  }
}
