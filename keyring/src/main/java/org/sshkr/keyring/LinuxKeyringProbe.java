package org.sshkr.keyring;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/** Asks the running kernel. Each question has a thread of its own, whose keyring ends with it. */
public final class LinuxKeyringProbe implements KeyringProbe {
  private static final String NAME = "ssh-kr: test of this machine";
  private static final byte[] MESSAGE = "message".getBytes(StandardCharsets.US_ASCII);

  @Override
  public void findLibrary() {
    KeyctlLibrary.load();
  }

  @Override
  public void findSystemCalls() {
    ask(() -> KeyctlLibrary.resolve(KeyctlLibrary.THREAD_KEYRING));
  }

  @Override
  public void findKeyType() {
    ask(
        () -> {
          try (SecretBytes noKey = SecretBytes.moveFrom(new byte[] {0})) {
            int serial =
                KeyctlLibrary.add(
                    NAME.getBytes(StandardCharsets.US_ASCII), noKey, KeyctlLibrary.THREAD_KEYRING);
            throw new KeyringException.Failed(
                "the kernel accepted an invalid key as key " + serial);
          } catch (KeyringException.BadKey | KeyringException.ParserMissing e) {
            return null; // as expected
          }
        });
  }

  @Override
  public Duration sign(PrivateKey key) {
    return ask(
        () -> {
          IdentityDescription description =
              IdentityDescription.fit(KernelRsa.require(key.publicKey()), NAME, Constraints.NONE);
          byte[] text = description.text().getBytes(StandardCharsets.UTF_8);
          int serial = KeyctlLibrary.add(text, key.secret(), KeyctlLibrary.THREAD_KEYRING);
          try {
            KernelKey kernelKey = new KernelKey(serial, description);
            byte[] digest = HashAlgorithm.SHA256.digest(MESSAGE);
            // loads the Java classes for it
            kernelKey.sign(SignatureAlgorithm.RSA_SHA2_256, digest);
            long start = System.nanoTime();
            kernelKey.sign(SignatureAlgorithm.RSA_SHA2_256, digest);
            return Duration.ofNanos(System.nanoTime() - start);
          } finally {
            KeyctlLibrary.unlink(serial, KeyctlLibrary.THREAD_KEYRING);
          }
        });
  }

  @Override
  public void possess(KeyringSelector selector) {
    ask(selector::possess);
  }

  @Override
  public boolean isLocked(KeyringSelector selector) {
    return ask(() -> KeyringLock.isLocked(selector.possess()));
  }

  @Override
  public String describeSession() {
    return ask(
        () ->
            new String(
                KeyctlLibrary.describe(KeyctlLibrary.SESSION_KEYRING), StandardCharsets.UTF_8));
  }

  private static <T> T ask(Callable<T> question) {
    KeyctlLibrary.load();
    FutureTask<T> answer = new FutureTask<>(question);
    Thread thread = new Thread(answer, "keyring-probe");
    thread.start();
    try {
      T value = answer.get();
      thread.join();
      return value;
    } catch (ExecutionException e) {
      if (e.getCause() instanceof KeyringException cause) {
        throw cause;
      }
      throw new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new KeyringException.Failed("interrupted while waiting for the kernel");
    }
  }
}
