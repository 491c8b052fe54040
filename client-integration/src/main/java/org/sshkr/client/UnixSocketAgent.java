package org.sshkr.client;

import java.io.IOException;
import java.security.PublicKey;
import java.util.Arrays;
import java.util.Map;
import org.apache.sshd.agent.common.AbstractAgentProxy;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.session.SessionContext;
import org.apache.sshd.common.util.buffer.Buffer;
import org.apache.sshd.common.util.buffer.ByteArrayBuffer;
import org.sshkr.ssh.agent.AgentConnection;
import org.sshkr.ssh.agent.Failure;
import org.sshkr.ssh.key.SshCertificate;

/**
 * Speaks the agent protocol (RFC 9987) through MINA's AbstractAgentProxy, which encodes and
 * decodes, and trusts no answer: an answer that can't be decoded or has the wrong type, or a
 * signature that does not verify, is an IOException and ends the connection. A refusal does not end
 * it.
 */
final class UnixSocketAgent extends AbstractAgentProxy {
  private static final byte[] FAILURE = new Failure().encode();

  private final AgentConnection connection;

  UnixSocketAgent(AgentConnection connection) {
    super(null); // no executor: everything runs on the calling thread
    this.connection = connection;
  }

  /** Thrown when the agent answers FAILURE; the connection is still in step. */
  private static final class Refused extends IOException {
    private static final long serialVersionUID = 1L;

    Refused(String message) {
      super(message);
    }
  }

  /** A request through {@link AbstractAgentProxy}. */
  private interface Request<T> {
    T send() throws IOException;
  }

  @Override
  public Iterable<? extends Map.Entry<PublicKey, String>> getIdentities() throws IOException {
    return checked(super::getIdentities);
  }

  /**
   * Has the agent sign.
   *
   * @param algorithm null or empty for the one that is named like the key's type
   * @return {@code algorithm} itself if the agent used it: for a certificate, an agent names the
   *     plain algorithm (rsa-sha2-512 for rsa-sha2-512-cert-v01@openssh.com), which MINA's
   *     UserAuthPublicKey would not recognise
   */
  @Override
  public Map.Entry<String, byte[]> sign(
      SessionContext session, PublicKey key, String algorithm, byte[] data) throws IOException {
    String asked = algorithm == null || algorithm.isEmpty() ? KeyUtils.getKeyType(key) : algorithm;
    String expected = SshCertificate.plainAlgorithm(asked);
    return checked(
        () -> {
          Map.Entry<String, byte[]> answer = super.sign(session, key, asked, data);
          if (!answer.getKey().equals(expected)) {
            throw new IOException(
                "asked for a signature of type " + expected + ", it made one of another type");
          }
          if (!SignatureCheck.verifies(session, key, expected, data, answer.getValue())) {
            throw new IOException("its signature does not verify with the key that was asked for");
          }
          return Map.entry(asked, answer.getValue());
        });
  }

  private <T> T checked(Request<T> request) throws IOException {
    try {
      return request.send();
    } catch (Refused e) {
      throw e;
    } catch (IOException | RuntimeException e) {
      boolean wasOpen = connection.isOpen();
      close();
      // otherwise the connection failed, and has said so
      throw wasOpen
          ? new IOException("the agent at " + connection.path() + " failed: " + e.getMessage(), e)
          : e instanceof IOException failure ? failure : new IOException(e);
    }
  }

  @Override
  protected Buffer request(Buffer buffer) throws IOException {
    byte[] framed = buffer.getCompactData(); // MINA puts the length in front
    byte[] answer = connection.exchange(Arrays.copyOfRange(framed, Integer.BYTES, framed.length));
    if (Arrays.equals(answer, FAILURE)) {
      throw new Refused(
          "the agent at "
              + connection.path()
              + " refused: it is locked, it no longer has the key, or its use was not allowed");
    }
    return new ByteArrayBuffer(answer);
  }

  @Override
  public boolean isOpen() {
    return connection.isOpen();
  }

  @Override
  public void close() throws IOException {
    connection.close();
    super.close();
  }
}
