package org.sshkr.agent;

import java.util.ArrayList;
import java.util.List;
import org.sshkr.agent.protocol.IdentitiesAnswer;
import org.sshkr.agent.protocol.SignRequest;
import org.sshkr.agent.protocol.SignResponse;
import org.sshkr.keyring.Constraints;
import org.sshkr.keyring.Keyring;
import org.sshkr.keyring.KeyringException;
import org.sshkr.keyring.RsaPublicKey;
import org.sshkr.keyring.SignatureAlgorithm;
import org.sshkr.keyring.SshCertificate;
import org.sshkr.keyring.SshIdentity;
import org.sshkr.wire.Blob;
import org.sshkr.wire.WireFormatException;

/** An agent whose keys are the identities of a keyring. It holds nothing itself. */
public final class KeyringAgent implements Agent {
  private static final long KNOWN_FLAGS = SignRequest.RSA_SHA2_256 | SignRequest.RSA_SHA2_512;

  private final Keyring keyring;

  public KeyringAgent(Keyring keyring) {
    this.keyring = keyring;
  }

  @Override
  public List<IdentitiesAnswer.Identity> identities() {
    List<IdentitiesAnswer.Identity> all = new ArrayList<>();
    for (SshIdentity identity : unlockedIdentities()) {
      if (!identity.constraints().certificateOnly()) {
        all.add(
            new IdentitiesAnswer.Identity(
                Blob.copyOf(identity.publicKey().blob()), identity.comment()));
      }
      for (SshCertificate certificate : identity.certificates()) {
        all.add(new IdentitiesAnswer.Identity(certificate.blob(), identity.comment()));
      }
    }
    return all;
  }

  /** RFC 9987, section 3.7: a locked agent lists nothing. */
  private List<SshIdentity> unlockedIdentities() {
    try {
      return keyring.list();
    } catch (KeyringException.Locked e) {
      return List.of();
    }
  }

  @Override
  public SignResponse sign(SignRequest request) {
    SignatureAlgorithm algorithm = algorithm(request.flags());
    SshIdentity identity = identity(request.key());
    requireFree(identity.constraints());
    byte[] signature = keyring.sign(identity.publicKey(), algorithm, request.data().toByteArray());
    return new SignResponse(algorithm.sshName(), Blob.copyOf(signature));
  }

  /** The identity that this blob names, as its key or as one of its certificates. */
  private SshIdentity identity(Blob blob) {
    Named named = Named.by(blob);
    SshIdentity identity =
        keyring
            .find(named.key)
            .orElseThrow(
                () ->
                    new AgentRefusal(
                        "the keyring has no key " + named.key.fingerprint() + "; ssh-add-kr -l"));
    boolean offered =
        named.certificate == null
            ? !identity.constraints().certificateOnly()
            : identity.certificates().contains(named.certificate);
    if (!offered) {
      throw new AgentRefusal(
          "the keyring has the key " + named.key.fingerprint() + " not like that");
    }
    return identity;
  }

  /** What a key blob names; {@code certificate} is null for a plain key. */
  private record Named(RsaPublicKey key, SshCertificate certificate) {
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

  /** Until they are enforced here, a key that has constraints is not used. */
  private static void requireFree(Constraints constraints) {
    if (constraints.confirm() || constraints.destinations().isPresent()) {
      throw new AgentRefusal("the key's constraints can't be enforced by this version");
    }
  }

  @Override
  public void remove(Blob blob) {
    Named named = Named.by(blob);
    boolean removed =
        named.certificate == null
            ? keyring.remove(named.key)
            : keyring.removeCertificate(named.certificate);
    if (!removed) {
      throw new AgentRefusal("asked to remove a key that the keyring does not hold");
    }
  }

  @Override
  public void removeAll() {
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
  private static SignatureAlgorithm algorithm(long flags) {
    if ((flags & ~KNOWN_FLAGS) != 0) {
      throw new AgentRefusal("asked to sign with unknown flags " + flags);
    }
    if ((flags & SignRequest.RSA_SHA2_256) != 0) {
      return SignatureAlgorithm.RSA_SHA2_256;
    }
    if ((flags & SignRequest.RSA_SHA2_512) != 0) {
      return SignatureAlgorithm.RSA_SHA2_512;
    }
    return SignatureAlgorithm.SSH_RSA;
  }
}
