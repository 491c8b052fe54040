package org.sshkr.keyfile;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import org.sshkr.keyring.Identity;
import org.sshkr.keyring.KeyringException;

/**
 * Loads private key files into a keyring from Java, for programs that provision their own key. This
 * example uses the process keyring, which ends with the program and which no other program can
 * reach:
 *
 * <pre>{@code
 * LinuxKeyring keyring = LinuxKeyring.open(KeyringSelector.PROCESS);
 * KeyringKeys.load(Path.of("/etc/deploy/id_rsa"), () -> passphrase, LoadOptions.into(keyring));
 * client.setAgentFactory(KeyringAgentFactory.builder().keyring(keyring).build());
 * }</pre>
 *
 * <p>During loading, this process holds the key. Copies that Java can't wipe (see this package's
 * description) stay on the heap until they are collected and overwritten. A program that must never
 * hold the key runs ssh-add-kr instead.
 */
public final class KeyringKeys {
  private static final byte[] NO_PASSPHRASE = {};

  private KeyringKeys() {}

  /**
   * Loads all keys of a file. Each key is added completely or not at all; if one fails, the keys
   * before it stay added.
   *
   * @param passphrase asked once for each encrypted key; its result is wiped
   * @return the identities, in the file's order
   * @throws IOException if the file is missing or can't be read; the message names it
   * @throws WrongPassphraseException if the passphrase is wrong; the message names the file
   * @throws KeyFileException if the file is not a private key that can be loaded; the message names
   *     the file
   * @throws KeyringException if the keyring refuses the key
   */
  public static List<Identity> load(Path file, Supplier<byte[]> passphrase, LoadOptions options)
      throws IOException, KeyFileException {
    List<Identity> loaded = new ArrayList<>();
    try (KeyFile contents = PrivateKeyReader.read(file)) {
      for (KeyEnvelope key : contents.keys()) {
        loaded.add(add(file, key, passphrase, options));
      }
      return loaded;
    } catch (WrongPassphraseException e) {
      throw new WrongPassphraseException(file + ": wrong passphrase");
    } catch (KeyFileException e) {
      throw new KeyFileException(e.reason(), file + ": " + e.getMessage());
    } catch (NoSuchFileException e) {
      throw new IOException(file + ": no such file", e);
    } catch (AccessDeniedException e) {
      throw new IOException(file + ": permission denied", e);
    }
  }

  private static Identity add(
      Path file, KeyEnvelope key, Supplier<byte[]> passphrase, LoadOptions options)
      throws KeyFileException {
    byte[] secret = key.encrypted() ? passphrase.get() : NO_PASSPHRASE;
    try (CheckedKey loaded = key.open(secret)) {
      String own = loaded.comment().isEmpty() ? file.toString() : loaded.comment();
      return options
          .keyring()
          .add(
              loaded.key(),
              options.comment().orElse(own),
              options.lifetime(),
              options.constraints());
    } finally {
      Arrays.fill(secret, (byte) 0);
    }
  }
}
