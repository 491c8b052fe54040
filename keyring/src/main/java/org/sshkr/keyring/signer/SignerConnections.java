package org.sshkr.keyring.signer;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.sshkr.keyring.KeyringException;
import org.sshkr.ssh.agent.Request;
import org.sshkr.ssh.agent.Response;

/**
 * Connections to the signer that are kept for the next request. One that has not been used for some
 * seconds is closed, since the signer ends only when nobody is connected. Safe for use by many
 * threads.
 */
final class SignerConnections implements AutoCloseable {
  private static final long KEPT_SECONDS = 10;

  private record Kept(SignerClient client, long since) {}

  private final SignerSocket socket;
  private final ConcurrentLinkedDeque<Kept> idle = new ConcurrentLinkedDeque<>();
  private final AtomicBoolean sweeping = new AtomicBoolean();
  private final Executor later =
      CompletableFuture.delayedExecutor(KEPT_SECONDS, TimeUnit.SECONDS, Runnable::run);

  SignerConnections(SignerSocket socket) {
    this.socket = socket;
  }

  /**
   * Sends a request that does no harm if the signer gets it twice, and gives the answer.
   *
   * @throws KeyringException.Unavailable if nobody answers
   */
  Response exchange(Request request) {
    Kept kept = idle.pollFirst();
    if (kept != null) {
      try {
        return exchange(kept.client(), request);
      } catch (KeyringException.Unavailable e) {
        // the signer that it led to has ended; systemd starts the next one
      }
    }
    return exchange(SignerClient.open(socket), request);
  }

  private Response exchange(SignerClient client, Request request) {
    Response answer;
    try {
      answer = client.exchange(request);
    } catch (KeyringException e) {
      client.close();
      throw e;
    }
    idle.addFirst(new Kept(client, System.nanoTime()));
    sweepLater();
    return answer;
  }

  private void sweepLater() {
    if (sweeping.compareAndSet(false, true)) {
      later.execute(this::sweep);
    }
  }

  private void sweep() {
    long now = System.nanoTime();
    for (Kept oldest = idle.pollLast(); oldest != null; oldest = idle.pollLast()) {
      if (now - oldest.since() < TimeUnit.SECONDS.toNanos(KEPT_SECONDS)) {
        idle.addLast(oldest);
        break;
      }
      oldest.client().close();
    }
    sweeping.set(false);
    if (!idle.isEmpty()) {
      sweepLater();
    }
  }

  @Override
  public void close() {
    for (Kept kept = idle.poll(); kept != null; kept = idle.poll()) {
      kept.client().close();
    }
  }
}
