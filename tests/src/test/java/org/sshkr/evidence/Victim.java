package org.sshkr.evidence;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.interfaces.RSAPrivateCrtKey;
import org.sshkr.keyring.TestKeys;
import org.sshkr.tests.MemoryScan;
import org.sshkr.tests.Pem;
import org.sshkr.tests.User;

/**
 * An ordinary user with an unencrypted key, in the files "key" and "key.pub" of their home
 * directory.
 *
 * @param pair the key; the measuring process holds it too, which shows that a scan finds it
 */
record Victim(User user, KeyPair pair) implements AutoCloseable {
  static Victim create(int bits) throws IOException {
    Victim victim = new Victim(User.create("sshkr-alice"), TestKeys.pair(bits));
    Path file = Files.createTempDirectory("key").resolve("key");
    Pem.write(file, victim.pair.getPrivate());
    victim.user.write("key", Files.readAllBytes(file));
    String line = victim.user.run("ssh-keygen", "-y", "-f", "key").succeeded().out();
    victim.user.write("key.pub", line.getBytes(US_ASCII));
    return victim;
  }

  RSAPrivateCrtKey privateKey() {
    return (RSAPrivateCrtKey) pair.getPrivate();
  }

  /** A scan for this key's numbers, and for the text of its file. */
  MemoryScan scan() throws IOException {
    return new MemoryScan(privateKey()).withText(user.file("key"));
  }

  @Override
  public void close() {
    user.close();
  }
}
