package org.sshkr.agent;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.sshkr.agent.protocol.IdentitiesAnswer;
import org.sshkr.agent.protocol.SignRequest;
import org.sshkr.agent.protocol.SignResponse;
import org.sshkr.agent.session.Destination;
import org.sshkr.constraint.DestinationConstraints;
import org.sshkr.keyring.Constraints;
import org.sshkr.keyring.Keyring;
import org.sshkr.keyring.KeyringException;
import org.sshkr.keyring.RsaPublicKey;
import org.sshkr.keyring.SignatureAlgorithm;
import org.sshkr.keyring.SshCertificate;
import org.sshkr.keyring.SshIdentity;
import org.sshkr.wire.Blob;
import org.sshkr.wire.WireFormatException;

/**
 * An agent whose keys are the identities of a keyring. It holds nothing itself, not even the key
 * that it is to add.
 */
public final class KeyringAgent implements Agent {
  private static final long KNOWN_FLAGS = SignRequest.RSA_SHA2_256 | SignRequest.RSA_SHA2_512;

  private final Keyring keyring;
  private final Confirmation confirmation;
  private final Loader loader;
  private final boolean sha1;

  /**
   * An agent for the identities of {@code keyring}.
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

  /** The same; empty if the keyring is locked. */
  Optional<List<IdentitiesAnswer.Identity>> unlockedIdentities(Client client) {
    List<SshIdentity> identities;
    try {
      identities = keyring.list();
    } catch (KeyringException.Locked e) {
      return Optional.empty();
    }
    List<IdentitiesAnswer.Identity> all = new ArrayList<>();
    for (SshIdentity identity : identities) {
      if (!isKnownTo(client, identity)) {
        continue;
      }
      if (!identity.constraints().certificateOnly()) {
        all.add(
            new IdentitiesAnswer.Identity(
                Blob.copyOf(identity.publicKey().blob()), identity.comment()));
      }
      for (SshCertificate certificate : identity.certificates()) {
        all.add(new IdentitiesAnswer.Identity(certificate.blob(), identity.comment()));
      }
    }
    return Optional.of(all);
  }

  @Override
  public SignResponse sign(SignRequest request, Client client) {
    SignatureAlgorithm algorithm = algorithm(request.flags());
    Named named = Named.by(request.key());
    Optional<byte[]> signature =
        keyring.signIf(
            identity -> {
              if (!named.isOfferedBy(identity)) {
                return false;
              }
              require(identity, request, client);
              return true;
            },
            named.key,
            algorithm,
            request.data().toByteArray());
    return new SignResponse(
        algorithm.sshName(),
        Blob.copyOf(
            signature.orElseThrow(
                () ->
                    new AgentRefusal(
                        "the keyring has the key " + named.key.fingerprint() + " not like that"))));
  }

  /** Throws {@link KeyringException.Locked} if the keyring is locked. */
  void requireUnlocked() {
    keyring.list();
  }

  /**
   * Whether it has the key that this blob names, in whatever way it may be used.
   *
   * @throws KeyringException.Locked if the keyring is locked
   */
  boolean holds(Blob blob) {
    Named named;
    try {
      named = Named.by(blob);
    } catch (AgentRefusal e) {
      requireUnlocked();
      return false;
    }
    return keyring.find(named.key).isPresent();
  }

  /** What a key blob names; {@code certificate} is null for a plain key. */
  private record Named(RsaPublicKey key, SshCertificate certificate) {
    boolean isOfferedBy(SshIdentity identity) {
      return key.equals(identity.publicKey())
          && (certificate == null
              ? !identity.constraints().certificateOnly()
              : identity.certificates().contains(certificate));
    }

    static Named by(Blob blob) {
      byte[] bytes = blob.toByteArray();
      try {
        if (SshCertificate.isOne(bytes)) {
          SshCertificate certificate = SshCertificate.ofBlob(bytes);
          return new Named(certificate.publicKey(), certificate);
        }
        return new Named(RsaPublicKey.ofBlob(bytes), null);
      } catch (WireFormatException e) {
        throw new AgentRefusal("asked for a key that is not " + RsaPublicKey.TYPE);
      }
    }
  }

  /**
   * Whether a key is there for this client. One with destinations that can't be read is there, and
   * is not used.
   */
  private static boolean isKnownTo(Client client, SshIdentity identity) {
    Optional<Blob> destinations = identity.constraints().destinations();
    try {
      return destinations.isEmpty() || client.sessions().permitsListing(decode(destinations.get()));
    } catch (AgentRefusal e) {
      return !client.sessions().isRemote();
    }
  }

  /** Enforces the constraints: destinations first, so that nobody is asked in vain. */
  private void require(SshIdentity identity, SignRequest request, Client client) {
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

  /** What the signature is for, where the key may log in anywhere; empty if that is not known. */
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

  /** What a client or a file named, without what a terminal or a dialog would take for more. */
  private static String printable(String text) {
    return text.replaceAll("[^\\p{L}\\p{N}\\p{P}\\p{S} ]", "?");
  }

  private static DestinationConstraints decode(Blob destinations) {
    try {
      return DestinationConstraints.decode(destinations.toByteArray());
    } catch (WireFormatException e) {
      throw new AgentRefusal(
          "the key's destination constraints can't be read, so it is not used; add the key again");
    }
  }

  @Override
  public void add(Frame message, Client client) {
    loader.load(message);
  }

  @Override
  public void remove(Blob blob, Client client) {
    Named named = Named.by(blob);
    boolean removed =
        keyring.list().stream().anyMatch(one -> named.isOfferedBy(one) && isKnownTo(client, one))
            && (named.certificate == null
                ? keyring.removePlain(named.key)
                : keyring.removeCertificate(named.certificate));
    if (!removed) {
      throw new AgentRefusal("asked to remove a key that the keyring does not hold");
    }
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

  /** RFC 9987, section 3.6.1; with both flags set, the one that OpenSSH's agent looks at first. */
  private SignatureAlgorithm algorithm(long flags) {
    if ((flags & ~KNOWN_FLAGS) != 0) {
      throw new AgentRefusal("asked to sign with unknown flags " + flags);
    }
    if ((flags & SignRequest.RSA_SHA2_256) != 0) {
      return SignatureAlgorithm.RSA_SHA2_256;
    }
    if ((flags & SignRequest.RSA_SHA2_512) != 0) {
      return SignatureAlgorithm.RSA_SHA2_512;
    }
    if (!sha1) {
      throw new AgentRefusal("asked to sign with SHA-1, which --no-sha1 forbids");
    }
    return SignatureAlgorithm.SSH_RSA;
  }
}
