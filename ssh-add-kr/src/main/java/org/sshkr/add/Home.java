package org.sshkr.add;

import java.nio.file.Path;
import java.util.List;

/**
 * The user's home directory, as ssh-add uses it.
 *
 * @param directory from the password file; null if the user has none
 */
record Home(String directory) {
  /** The files that ssh-add tries when none is named, in its order (ssh-add.c, default_files). */
  private static final List<String> DEFAULT_NAMES =
      List.of(
          "id_rsa", "id_ecdsa", "id_ecdsa_sk", "id_ed25519", "id_ed25519_sk", "id_xmss", "id_dsa");

  /** The default files that exist, as full paths. */
  List<String> defaultFiles() {
    if (directory == null) {
      return List.of();
    }
    return DEFAULT_NAMES.stream()
        .map(name -> Path.of(directory, ".ssh", name))
        .filter(path -> path.toFile().exists())
        .map(Path::toString)
        .toList();
  }
}
