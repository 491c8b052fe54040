package org.sshkr.agent;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.sshkr.keyring.Constraints;
import org.sshkr.keyring.DestinationLimit;
import org.sshkr.keyring.Identity;
import org.sshkr.keyring.Keyring;
import org.sshkr.keyring.KeyringException;
import org.sshkr.keyring.SignatureAlgorithm;
import org.sshkr.server.RawMessage;
import org.sshkr.ssh.agent.AddIdentity;
import org.sshkr.ssh.agent.IdentitiesAnswer;
import org.sshkr.ssh.agent.SignRequest;
import org.sshkr.ssh.agent.SignResponse;
import org.sshkr.ssh.constraint.DestinationConstraints;
import org.sshkr.ssh.key.RsaPublicKey;
import org.sshkr.ssh.key.SshCertificate;
import org.sshkr.ssh.session.Destination;
import org.sshkr.ssh.wire.Blob;
import org.sshkr.ssh.wire.WireFormatException;

/**
 * An agent whose keys are the identities of a keyring. It holds no key itself, not even while it
 * adds one.
 */
public final class KeyringAgent implements Agent {
  private final Keyring keyring;
  private final Confirmation confirmation;
  private final Loader loader;
  private final boolean sha1;

  /**
   * Creates an agent for the identities of {@code keyring}.
   *
   * @param loader adds keys to the same keyring
   * @param sha1 whether to sign with SHA-1 for clients that ask for it
   */
  public KeyringAgent(Keyring keyring, Confirmation confirmation, Loader loader, boolean sha1) {
    this.keyring = keyring;
    this.confirmation = confirmation;
    this.loader = loader;
    this.sha1 = sha1;
  }

  /** RFC 9987, section 3.7: a locked agent lists nothing. */
  @Override
  public List<IdentitiesAnswer.Identity> identities(Client client) {
    return unlockedIdentities(client).orElse(List.of());
  }

  /** The keys that {@link #identities} lists; empty if the keyring is locked. */
  Optional<List<IdentitiesAnswer.Identity>> unlockedIdentities(Client client) {
    List<Identity> identities;
    try {
      identities = keyring.list();
    } catch (KeyringException.Locked e) {
      return Optional.empty();
    }
    List<IdentitiesAnswer.Identity> all = new ArrayList<>();
    for (Identity identity : identities) {
      if (isKnownTo(client, identity)) {
        for (Blob offered : identity.offers()) {
          all.add(new IdentitiesAnswer.Identity(offered, identity.comment()));
        }
      }
    }
    return Optional.of(all);
  }

  @Override
  public SignResponse sign(SignRequest request, Client client) {
    try {
      return answer(request, client);
    } catch (KeyringException.Gone e) {
      // added again meanwhile, perhaps: then that one signs, if it may
      return answer(request, client);
    }
  }

  private SignResponse answer(SignRequest request, Client client) {
    Identity identity = keyring.get(request.key());
    if (identity.publicKey() instanceof RsaPublicKey) {
      requireAlgorithm(request);
    }
    require(identity, request, client);
    return identity.answer(request, client.sessions().binds());
  }

  /** Throws {@link KeyringException.Locked} if the keyring is locked. */
  void requireUnlocked() {
    keyring.requireUnlocked();
  }

  /**
   * Whether the keyring has the key that this blob names, whether or not it may be used.
   *
   * @throws KeyringException.Locked if the keyring is locked
   */
  boolean holds(Blob blob) {
    try {
      keyring.get(blob);
      return true;
    } catch (KeyringException.Gone e) {
      return false;
    }
  }

  /**
   * Whether this client may see the key. A key with unreadable destinations is listed, but not
   * used.
   */
  private static boolean isKnownTo(Client client, Identity identity) {
    Optional<DestinationLimit> destinations = identity.constraints().destinations();
    try {
      return destinations.isEmpty() || client.sessions().permitsListing(decode(destinations.get()));
    } catch (AgentRefusal e) {
      return !client.sessions().isRemote();
    }
  }

  /** Enforces the constraints, destinations first, so that nobody is asked in vain. */
  private void require(Identity identity, SignRequest request, Client client) {
    Constraints constraints = identity.constraints();
    String purpose = "";
    if (constraints.destinations().isPresent()) {
      Destination destination =
          client
              .sessions()
              .permitSignature(
                  decode(constraints.destinations().get()), request.key(), request.data());
      purpose = "logging in to " + describe(destination);
    }
    if (constraints.confirm()) {
      if (purpose.isEmpty()) {
        purpose = purpose(request, client);
      }
      confirmation.require(identity, client, purpose);
    }
  }

  /** The purpose of a signature by a key that may log in anywhere; empty if it is not known. */
  private static String purpose(SignRequest request, Client client) {
    return client
        .sessions()
        .loginAs(request.key(), request.data())
        .map(
            user ->
                "logging in as "
                    + printable(user)
                    + client.sessions().sessions().stream()
                        .map(session -> " to the host with the key " + session.hostFingerprint())
                        .collect(Collectors.joining(", and on")))
        .orElse("");
  }

  private static String describe(Destination destination) {
    return printable(destination.user())
        + "@"
        + printable(destination.host())
        + destination.through().map(host -> " through " + printable(host)).orElse("");
  }

  /**
   * A name from a client or a file, without characters that a terminal or a dialog would interpret.
   */
  private static String printable(String text) {
    return text.replaceAll("[^\\p{L}\\p{N}\\p{P}\\p{S} ]", "?");
  }

  private static DestinationConstraints decode(DestinationLimit destinations) {
    try {
      return DestinationConstraints.decode(destinations.contents());
    } catch (IllegalArgumentException | WireFormatException e) {
      throw new AgentRefusal(
          "the key's destination constraints can't be read, so it is not used; add the key again");
    }
  }

  @Override
  public void add(RawMessage message, Client client) {
    AddIdentity key = AddIdentity.read(message.bytes());
    if (!isUsable(key)) {
      throw new AgentRefusal(
          "asked to add a key of type " + printable(key.keyType()) + " that the kernel can't use");
    }
    requireUnlocked();
    loader.load(message);
  }

  /**
   * Whether the keyring can hold the key, judged by its type and lengths. A modulus has a leading
   * zero if its first bit is set; the loader knows the exact size.
   */
  boolean isUsable(AddIdentity key) {
    int bits = Byte.SIZE * key.modulusLength();
    return key.keyType().equals(RsaPublicKey.TYPE)
        ? keyring.acceptsRsa(bits) || keyring.acceptsRsa(bits - Byte.SIZE)
        : keyring.accepts(SshCertificate.plainAlgorithm(key.keyType()));
  }

  @Override
  public void remove(Blob blob, Client client) {
    Identity identity = keyring.get(blob);
    if (!isKnownTo(client, identity) || !remove(blob, identity)) {
      throw new AgentRefusal("asked to remove a key that the keyring does not hold");
    }
  }

  private boolean remove(Blob blob, Identity identity) {
    for (SshCertificate certificate : identity.certificates()) {
      if (certificate.blob().equals(blob)) {
        return keyring.removeCertificate(certificate);
      }
    }
    return keyring.removePlain(identity.publicKey());
  }

  @Override
  public void removeAll(Client client) {
    keyring.removeAll();
  }

  @Override
  public void lock(byte[] passphrase) {
    keyring.lock(passphrase);
  }

  @Override
  public void unlock(byte[] passphrase) {
    keyring.unlock(passphrase);
  }

  private void requireAlgorithm(SignRequest request) {
    String algorithm;
    try {
      algorithm = request.rsaAlgorithm();
    } catch (WireFormatException e) {
      throw new AgentRefusal(e.getMessage());
    }
    if (algorithm.equals(SignatureAlgorithm.SSH_RSA.sshName()) && !sha1) {
      throw new AgentRefusal("asked to sign with SHA-1, which --no-sha1 forbids");
    }
  }
}
