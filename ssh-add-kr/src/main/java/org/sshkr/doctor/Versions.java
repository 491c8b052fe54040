package org.sshkr.doctor;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.Supplier;
import org.sshkr.console.Version;

/**
 * The versions for a bug report, besides the kernel's.
 *
 * @param ssh asks OpenSSH's client for its version; empty if there is none
 */
record Versions(Supplier<Optional<String>> ssh) implements Check {
  @Override
  public String subject() {
    return "versions";
  }

  @Override
  public Finding examine() {
    String ours = "ssh-kr " + Version.current() + ", Java " + Runtime.version();
    return ssh.get()
        .<Finding>map(version -> new Finding.Ok(ours + ", " + version))
        .orElseGet(() -> Trouble.SSH_MISSING.found(ours + "; no ssh is installed"));
  }

  /** The first word that {@code ssh -V} prints, such as OpenSSH_9.2p1. */
  static Optional<String> ofSsh() {
    try {
      Process process =
          new ProcessBuilder("ssh", "-V")
              .redirectInput(new File("/dev/null"))
              .redirectErrorStream(true)
              .start();
      String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return Optional.of(text.strip().split("[\\s,]", 2)[0]);
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
