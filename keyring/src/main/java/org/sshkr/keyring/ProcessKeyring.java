package org.sshkr.keyring;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * The one thread that owns this process's keyring, and starts the threads that share it. Like all
 * credentials, the process keyring belongs to a thread: a thread without one creates its own, and
 * only a thread that its owner starts later shares it (copy_creds in kernel/cred.c).
 */
final class ProcessKeyring {
  private static final ExecutorService OWNER =
      Executors.newSingleThreadExecutor(
          work -> {
            Thread thread = new Thread(work, "keyring-owner");
            thread.setDaemon(true);
            return thread;
          });

  private ProcessKeyring() {}

  /** Runs {@code start}, so that the threads that it starts possess the keyring; they must last. */
  static void run(Runnable start) {
    try {
      OWNER
          .submit(
              () -> {
                KeyctlLibrary.resolve(KeyctlLibrary.PROCESS_KEYRING);
                start.run();
              })
          .get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new KeyringException.Failed("interrupted while waiting for the kernel");
    }
  }
}
