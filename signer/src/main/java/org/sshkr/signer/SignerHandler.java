package org.sshkr.signer;

import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.sshkr.keyring.DestinationLimit;
import org.sshkr.keyring.KeyringException;
import org.sshkr.keyring.signer.DigestRequest;
import org.sshkr.keyring.signer.EntryRequest;
import org.sshkr.keyring.signer.SignerEntry;
import org.sshkr.keyring.signer.SignerExtension;
import org.sshkr.keyring.signer.SignerStatus;
import org.sshkr.keyring.signer.SleepingKey;
import org.sshkr.process.PeerCredentials;
import org.sshkr.server.MessageHandler;
import org.sshkr.server.RawMessage;
import org.sshkr.ssh.agent.Extension;
import org.sshkr.ssh.agent.ExtensionFailure;
import org.sshkr.ssh.agent.ExtensionResponse;
import org.sshkr.ssh.agent.Failure;
import org.sshkr.ssh.agent.Framing;
import org.sshkr.ssh.agent.IdentitiesAnswer;
import org.sshkr.ssh.agent.PassphraseRequest;
import org.sshkr.ssh.agent.RemoveAllIdentities;
import org.sshkr.ssh.agent.RemoveIdentity;
import org.sshkr.ssh.agent.Request;
import org.sshkr.ssh.agent.RequestIdentities;
import org.sshkr.ssh.agent.Response;
import org.sshkr.ssh.agent.SignRequest;
import org.sshkr.ssh.agent.Success;
import org.sshkr.ssh.agent.Unlock;
import org.sshkr.ssh.constraint.DestinationConstraints;
import org.sshkr.ssh.session.BoundSessions;
import org.sshkr.ssh.session.SessionBind;
import org.sshkr.ssh.session.SessionRefusal;
import org.sshkr.ssh.wire.Blob;
import org.sshkr.ssh.wire.WireFormatException;

/**
 * Answers one client with the keys of the user that the kernel reports for it. On any error, the
 * client gets FAILURE and the log gets the reason.
 */
final class SignerHandler implements MessageHandler {
  private static final byte[] FAILURE = new Failure().encode();

  /** Too short for an RSA key of more than 8000 bits, and for more than one of 4096. */
  private static final int QUICK_BYTES = 1000;

  private static final List<String> EXTENSIONS =
      List.of(
          Extension.QUERY,
          SessionBind.NAME,
          SignerExtension.ENTRIES,
          SignerExtension.INBOX,
          SignerExtension.TAKE,
          SignerExtension.LOCK,
          SignerExtension.REMOVE_LOCKED,
          SignerExtension.SIGN,
          SignerExtension.SIGN_DIGEST,
          SignerExtension.LOGOUT,
          SignerExtension.STATUS);

  private static final Set<String> WHILE_LOCKED =
      Set.of(
          Extension.QUERY,
          SessionBind.NAME,
          SignerExtension.ENTRIES,
          SignerExtension.REMOVE_LOCKED,
          SignerExtension.LOGOUT,
          SignerExtension.STATUS);

  private final SignerStatus status;
  private final SleepingKeys keys;
  private final Locks locks;
  private final Inboxes inboxes;
  private final PeerCredentials peer;
  private final BoundSessions sessions = new BoundSessions(InstantSource.system());
  private final Consumer<String> log;
  private final Runnable whenClosed;

  /** The client's open inbox, or null. */
  private Inbox inbox;

  /**
   * Creates a handler for one client.
   *
   * @param log takes one line about each request that fails
   */
  SignerHandler(
      SignerStatus status,
      SleepingKeys keys,
      Locks locks,
      Inboxes inboxes,
      PeerCredentials peer,
      Consumer<String> log,
      Runnable whenClosed) {
    this.status = status;
    this.keys = keys;
    this.locks = locks;
    this.inboxes = inboxes;
    this.peer = peer;
    this.log = log;
    this.whenClosed = whenClosed;
  }

  @Override
  public boolean startsProgram(RawMessage message) {
    return false;
  }

  /**
   * Longer ones may name an RSA key whose signatures take many milliseconds; a passphrase's hash is
   * slow on purpose.
   */
  @Override
  public boolean isQuick(RawMessage message) {
    return message.length() <= QUICK_BYTES && message.type() != Unlock.TYPE;
  }

  @Override
  public byte[] failure() {
    return FAILURE.clone();
  }

  @Override
  public byte[] handle(RawMessage message) {
    try (message) {
      byte[] answer = answer(message).encode();
      if (answer.length <= Framing.MAX_MESSAGE) {
        return answer;
      }
      say("an answer of " + answer.length + " bytes is too long; remove some keys");
    } catch (WireFormatException e) {
      say("malformed request: " + e.getMessage());
    } catch (SignerRefusal | SessionRefusal | KeyringException e) {
      say(e.getMessage());
    } catch (RuntimeException e) {
      say("internal error, please report it: " + e);
    }
    return failure();
  }

  private void say(String line) {
    log.accept("uid " + peer.uid() + ", pid " + peer.pid() + ": " + line);
  }

  private SignerEntry entry(Blob offered) {
    return keys.find(peer.uid(), offered)
        .orElseThrow(() -> new SignerRefusal("there is no such key"));
  }

  /** Exactly the entry that the client knows, not one that has replaced it. */
  private SignerEntry entry(Blob offered, int serial) {
    SignerEntry entry = entry(offered);
    if (entry.serial() != serial) {
      throw new SignerRefusal("there is no such key any more");
    }
    return entry;
  }

  private Response sign(SignerEntry entry, SignRequest request) {
    Optional<DestinationLimit> destinations = entry.key().destinations();
    if (destinations.isPresent()) {
      sessions.permitSignature(decode(destinations.get()), request.key(), request.data());
    }
    return keys.sign(peer.uid(), entry, request);
  }

  private Response sign(DigestRequest request) {
    SignerEntry entry = entry(request.offered(), request.serial());
    if (entry.key().destinations().isPresent()) {
      throw new SignerRefusal("a key with destinations signs logins only, not digests");
    }
    return SignerExtension.signature(keys.sign(peer.uid(), entry, request));
  }

  private Response answer(RawMessage message) {
    byte[] bytes = message.copyToHeap(); // perhaps with a passphrase
    try {
      Request request = Request.decode(bytes);
      if (request instanceof PassphraseRequest secret) {
        try (secret) {
          return answer(secret);
        }
      }
      return locks.isLocked(peer.uid()) ? whileLocked(request) : answer(request);
    } finally {
      Arrays.fill(bytes, (byte) 0);
    }
  }

  private Response answer(PassphraseRequest request) {
    if (request instanceof Unlock) {
      locks.unlock(peer.uid(), request.passphrase());
      return new Success();
    }
    throw new SignerRefusal(
        "a lock must come as a kernel key, which counts against its owner's quota;"
            + " use ssh-add-kr -x");
  }

  /** RFC 9987, section 3.7: a locked agent lists nothing, and does nothing but unlock. */
  private Response whileLocked(Request request) {
    if (request instanceof RequestIdentities) {
      return new IdentitiesAnswer(List.of());
    }
    if (request instanceof Extension extension && WHILE_LOCKED.contains(extension.name())) {
      return extension(extension);
    }
    throw new SignerRefusal("the keys are locked");
  }

  private Response answer(Request request) {
    if (request instanceof SignRequest sign) {
      return sign(entry(sign.key()), sign);
    }
    if (request instanceof RequestIdentities) {
      return new IdentitiesAnswer(
          keys.of(peer.uid()).stream()
              .map(SignerEntry::key)
              .filter(this::isListed)
              .map(key -> new IdentitiesAnswer.Identity(key.offered(), key.comment()))
              .toList());
    }
    if (request instanceof RemoveIdentity remove) {
      Blob offered = remove.key();
      if (keys.remove(peer.uid(), key -> key.offered().equals(offered)) == 0) {
        throw new SignerRefusal("there is no such key to remove");
      }
      return new Success();
    }
    if (request instanceof RemoveAllIdentities) {
      keys.remove(peer.uid(), key -> true);
      return new Success();
    }
    if (request instanceof Extension extension) {
      return extension(extension);
    }
    throw new SignerRefusal("the signer does not know this request");
  }

  private boolean isListed(SleepingKey key) {
    try {
      return key.destinations().isEmpty()
          || sessions.permitsListing(decode(key.destinations().get()));
    } catch (SignerRefusal e) {
      return !sessions.isRemote();
    }
  }

  private static DestinationConstraints decode(DestinationLimit destinations) {
    try {
      return DestinationConstraints.decode(destinations.contents());
    } catch (WireFormatException e) {
      throw new SignerRefusal("the key's destination constraints can't be read");
    }
  }

  private Response extension(Extension extension) {
    return switch (extension.name()) {
      case Extension.QUERY -> ExtensionResponse.ofQuery(EXTENSIONS);
      case SessionBind.NAME -> {
        try {
          sessions.bind(extension.contents());
          yield new Success();
        } catch (SessionRefusal e) {
          say(e.getMessage());
          yield new ExtensionFailure();
        }
      }
      case SignerExtension.ENTRIES ->
          locks
              .delay(peer.uid())
              .map(SignerExtension::locked)
              .orElseGet(() -> SignerExtension.entries(keys.of(peer.uid())));
      case SignerExtension.INBOX -> openInbox();
      case SignerExtension.TAKE -> take(SignerExtension.numbers(extension.contents(), 2));
      case SignerExtension.LOCK ->
          takeLock((int) SignerExtension.numbers(extension.contents(), 1)[0]);
      case SignerExtension.REMOVE_LOCKED -> removeLocked();
      case SignerExtension.SIGN -> {
        EntryRequest asked = EntryRequest.decode(extension.contents());
        yield sign(entry(asked.request().key(), asked.serial()), asked.request());
      }
      case SignerExtension.SIGN_DIGEST -> sign(DigestRequest.decode(extension.contents()));
      case SignerExtension.LOGOUT -> logout(SignerExtension.numbers(extension.contents(), 1)[0]);
      case SignerExtension.STATUS -> status.encode();
      default -> new ExtensionFailure();
    };
  }

  private Response openInbox() {
    closeInbox();
    inbox = Inbox.open(keys, inboxes, peer.uid());
    return SignerExtension.response(SignerExtension.INBOX, inbox.serial());
  }

  private Response take(long[] serials) {
    return take(inbox -> inbox.take((int) serials[0], (int) serials[1]));
  }

  private Response takeLock(int serial) {
    return take(inbox -> inbox.takeLock(serial, locks));
  }

  private Response take(Consumer<Inbox> taking) {
    if (inbox == null) {
      throw new SignerRefusal("there is no inbox to take from");
    }
    try {
      taking.accept(inbox);
      return new Success();
    } finally {
      closeInbox();
    }
  }

  /** The keys first: what is left after a failure is still locked. */
  private Response removeLocked() {
    keys.remove(peer.uid(), key -> true);
    locks.remove(peer.uid());
    return new Success();
  }

  private Response logout(long uid) {
    if (peer.uid() != 0 && peer.uid() != uid) {
      throw new SignerRefusal("only root may report another user's logout");
    }
    keys.remove(uid, key -> !key.machine());
    if (keys.of(uid).isEmpty()) {
      locks.remove(uid);
    }
    return new Success();
  }

  private void closeInbox() {
    if (inbox != null) {
      inbox.close();
      inbox = null;
    }
  }

  /** Called when the client is gone. */
  @Override
  public void close() {
    closeInbox();
    whenClosed.run();
  }
}
