package org.sshkr.agent;

import java.util.List;
import org.sshkr.agent.protocol.IdentitiesAnswer;
import org.sshkr.agent.protocol.SignRequest;
import org.sshkr.agent.protocol.SignResponse;
import org.sshkr.keyring.Keyring;
import org.sshkr.keyring.RsaPublicKey;
import org.sshkr.keyring.SignatureAlgorithm;
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
    return keyring.list().stream()
        .map(
            identity ->
                new IdentitiesAnswer.Identity(
                    Blob.copyOf(identity.publicKey().blob()), identity.comment()))
        .toList();
  }

  @Override
  public SignResponse sign(SignRequest request) {
    RsaPublicKey key;
    try {
      key = RsaPublicKey.ofBlob(request.key().toByteArray());
    } catch (WireFormatException e) {
      throw new AgentRefusal("asked to sign with a key that is not " + RsaPublicKey.TYPE);
    }
    SignatureAlgorithm algorithm = algorithm(request.flags());
    byte[] signature = keyring.sign(key, algorithm, request.data().toByteArray());
    return new SignResponse(algorithm.sshName(), Blob.copyOf(signature));
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
