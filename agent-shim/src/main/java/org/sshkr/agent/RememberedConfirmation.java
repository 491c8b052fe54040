package org.sshkr.agent;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.sshkr.keyring.Identity;
import org.sshkr.ssh.key.SshPublicKey;

/**
 * Remembers for a while what the user has agreed to: the same key, for the same programs and the
 * same purpose. Kept in memory, so that a restarted agent asks again.
 */
final class RememberedConfirmation implements Confirmation {
  private record Question(SshPublicKey key, String programs, String purpose) {}

  private final Confirmation confirmation;
  private final long nanos;
  private final Map<Question, Long> agreed = new HashMap<>();

  RememberedConfirmation(Confirmation confirmation, Duration time) {
    this.confirmation = confirmation;
    this.nanos = time.toNanos();
  }

  @Override
  public void require(Identity identity, Client client, String purpose) {
    Question question =
        new Question(identity.publicKey(), ProcessChain.of(client.peer().pid()), purpose);
    if (!isRemembered(question)) {
      confirmation.require(identity, client, purpose);
      remember(question);
    }
  }

  private synchronized boolean isRemembered(Question question) {
    long now = System.nanoTime();
    agreed.values().removeIf(since -> now - since >= nanos);
    return agreed.containsKey(question);
  }

  private synchronized void remember(Question question) {
    agreed.put(question, System.nanoTime());
  }
}
