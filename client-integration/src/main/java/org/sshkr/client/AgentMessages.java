package org.sshkr.client;

import java.io.IOException;
import java.security.PublicKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.sshd.agent.SshAgent;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.util.buffer.Buffer;
import org.apache.sshd.common.util.buffer.ByteArrayBuffer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sshkr.ssh.agent.Failure;
import org.sshkr.ssh.agent.IdentitiesAnswer;
import org.sshkr.ssh.agent.Request;
import org.sshkr.ssh.agent.RequestIdentities;
import org.sshkr.ssh.agent.Response;
import org.sshkr.ssh.agent.SignRequest;
import org.sshkr.ssh.agent.SignResponse;
import org.sshkr.ssh.key.RsaPublicKey;
import org.sshkr.ssh.key.SshCertificate;
import org.sshkr.ssh.wire.Blob;

/**
 * Answers the messages of the agent protocol (RFC 9987) with an agent of this process, for a server
 * to which it is forwarded, and for libraries that speak the protocol. It lists and signs, and
 * refuses everything else, so the other end can't add, remove or lock anything.
 */
public final class AgentMessages implements AgentLink {
  private static final Logger LOG = LoggerFactory.getLogger(AgentMessages.class);

  private final SshAgent agent;

  /** Creates an instance that closes {@code agent} with itself. */
  public AgentMessages(SshAgent agent) {
    this.agent = agent;
  }

  /**
   * Answers one message; not safe for use by several threads at once.
   *
   * @param request a message without its length
   * @return the answer without its length; SSH_AGENT_FAILURE on any failure, whose reason is logged
   */
  @Override
  public byte[] answer(byte[] request) {
    try {
      return answer(Request.decode(request)).encode();
    } catch (IOException | RuntimeException e) {
      LOG.warn("an agent's request is refused: {}", e.getMessage());
      return new Failure().encode();
    }
  }

  private Response answer(Request request) throws IOException {
    if (request instanceof RequestIdentities) {
      return identities();
    }
    return request instanceof SignRequest sign ? sign(sign) : new Failure();
  }

  private IdentitiesAnswer identities() throws IOException {
    List<IdentitiesAnswer.Identity> all = new ArrayList<>();
    for (Map.Entry<PublicKey, String> identity : agent.getIdentities()) {
      Buffer blob = new ByteArrayBuffer();
      blob.putRawPublicKey(identity.getKey());
      all.add(
          new IdentitiesAnswer.Identity(Blob.copyOf(blob.getCompactData()), identity.getValue()));
    }
    return new IdentitiesAnswer(all);
  }

  private SignResponse sign(SignRequest request) throws IOException {
    PublicKey key = new ByteArrayBuffer(request.key().toByteArray()).getRawPublicKey();
    String algorithm = algorithm(key, request.rsaAlgorithm());
    byte[] signature = agent.sign(null, key, algorithm, request.data().toByteArray()).getValue();
    return new SignResponse(SshCertificate.plainAlgorithm(algorithm), Blob.copyOf(signature));
  }

  /**
   * The algorithm that a key or certificate signs with, as MINA names it.
   *
   * @param rsa the algorithm for an RSA key, without a certificate; other keys have only one
   */
  static String algorithm(PublicKey key, String rsa) {
    String type = KeyUtils.getKeyType(key);
    if (!SshCertificate.plainAlgorithm(type).equals(RsaPublicKey.TYPE)) {
      return type;
    }
    return SshCertificate.isType(type) ? SshCertificate.typeFor(rsa) : rsa;
  }

  @Override
  public void close() throws IOException {
    agent.close();
  }
}
