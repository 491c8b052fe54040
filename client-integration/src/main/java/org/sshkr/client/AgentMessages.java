package org.sshkr.client;

import java.io.IOException;
import java.security.PublicKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.sshd.agent.SshAgent;
import org.apache.sshd.agent.SshAgentConstants;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.config.keys.OpenSshCertificate;
import org.apache.sshd.common.util.buffer.Buffer;
import org.apache.sshd.common.util.buffer.ByteArrayBuffer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sshkr.keyring.SshCertificate;
import org.sshkr.wire.WireFormatException;
import org.sshkr.wire.WireReader;
import org.sshkr.wire.WireWriter;

/**
 * Answers the messages of the agent protocol (RFC 9987) by an agent of this process: for a server
 * to which it is forwarded, and for libraries that speak the protocol. It lists and signs; whatever
 * else is asked for is refused, so nobody at the other end adds, removes or locks anything.
 */
public final class AgentMessages implements AgentLink {
  private static final Logger LOG = LoggerFactory.getLogger(AgentMessages.class);
  private static final long RSA_SHA2_256 = 2;
  private static final long RSA_SHA2_512 = 4;
  private static final byte[] FAILURE = {SshAgentConstants.SSH_AGENT_FAILURE};

  private final SshAgent agent;

  /** For {@code agent}, which is closed with this. */
  public AgentMessages(SshAgent agent) {
    this.agent = agent;
  }

  /**
   * Answers one message, one at a time.
   *
   * @param request a message without its length
   * @return the answer without its length; SSH_AGENT_FAILURE for what can't be done, whatever the
   *     reason, which is logged
   */
  @Override
  public byte[] answer(byte[] request) {
    try {
      WireReader in = new WireReader(request);
      int type = in.readByte();
      if (type == SshAgentConstants.SSH2_AGENTC_REQUEST_IDENTITIES) {
        in.expectEnd();
        return identities();
      }
      if (type == SshAgentConstants.SSH2_AGENTC_SIGN_REQUEST) {
        return sign(in);
      }
      return FAILURE.clone();
    } catch (IOException | RuntimeException e) {
      LOG.warn("an agent's request is refused: {}", e.getMessage());
      return FAILURE.clone();
    }
  }

  private byte[] identities() throws IOException {
    List<Map.Entry<byte[], String>> all = new ArrayList<>();
    for (Map.Entry<PublicKey, String> identity : agent.getIdentities()) {
      Buffer blob = new ByteArrayBuffer();
      blob.putRawPublicKey(identity.getKey());
      all.add(Map.entry(blob.getCompactData(), identity.getValue()));
    }
    WireWriter out =
        new WireWriter()
            .writeByte(SshAgentConstants.SSH2_AGENT_IDENTITIES_ANSWER)
            .writeUint32(all.size());
    all.forEach(one -> out.writeString(one.getKey()).writeText(one.getValue()));
    return out.toByteArray();
  }

  private byte[] sign(WireReader in) throws IOException {
    PublicKey key = new ByteArrayBuffer(in.readString()).getRawPublicKey();
    byte[] data = in.readString();
    String algorithm = algorithm(key, in.readUint32());
    in.expectEnd();
    byte[] signature = agent.sign(null, key, algorithm, data).getValue();
    return new WireWriter()
        .writeByte(SshAgentConstants.SSH2_AGENT_SIGN_RESPONSE)
        .writeString(
            new WireWriter()
                .writeText(SshCertificate.plainAlgorithm(algorithm))
                .writeString(signature)
                .toByteArray())
        .toByteArray();
  }

  /** RFC 9987, section 3.6.1: the flags are of RSA keys, and without one it is SHA-1. */
  private static String algorithm(PublicKey key, long flags) {
    boolean certificate = key instanceof OpenSshCertificate;
    String type = KeyUtils.getKeyType(key);
    if ((flags & ~(RSA_SHA2_256 | RSA_SHA2_512)) != 0) {
      throw new WireFormatException("asked to sign with unknown flags " + flags);
    }
    if (flags == 0 || !type.startsWith("ssh-rsa")) {
      return type;
    }
    // with both, the one that OpenSSH's agent looks at first
    return (flags & RSA_SHA2_256) != 0
        ? certificate ? KeyUtils.RSA_SHA256_CERT_TYPE_ALIAS : KeyUtils.RSA_SHA256_KEY_TYPE_ALIAS
        : certificate ? KeyUtils.RSA_SHA512_CERT_TYPE_ALIAS : KeyUtils.RSA_SHA512_KEY_TYPE_ALIAS;
  }

  @Override
  public void close() throws IOException {
    agent.close();
  }
}
