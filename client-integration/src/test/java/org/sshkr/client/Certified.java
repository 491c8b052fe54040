package org.sshkr.client;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.sshkr.keyring.Identity;
import org.sshkr.ssh.key.SshCertificate;

/**
 * A certificate that ssh-keygen has made.
 *
 * @param trust the line of an authorized_keys file that trusts its authority
 */
public record Certified(SshCertificate certificate, String trust) {
  /** Certifies a key for this process's user. */
  public static Certified of(Path directory, Identity identity) throws IOException {
    return of(directory, identity.line());
  }

  static Certified of(Path directory, String publicLine) throws IOException {
    Path key = Files.writeString(directory.resolve("key.pub"), publicLine);
    String authority = directory.resolve("authority").toString();
    String user = System.getProperty("user.name");
    Programs.run(Map.of(), List.of("ssh-keygen", "-q", "-t", "ecdsa", "-N", "", "-f", authority));
    Programs.run(
        Map.of(),
        List.of("ssh-keygen", "-q", "-s", authority, "-I", "id", "-n", user, key.toString()));
    String line = Files.readString(directory.resolve("key-cert.pub"));
    return new Certified(
        SshCertificate.ofBlob(Base64.getDecoder().decode(line.split(" ", -1)[1])),
        "cert-authority " + Files.readString(Path.of(authority + ".pub")).strip());
  }
}
