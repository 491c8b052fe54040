package org.sshkr.client;

import java.io.IOException;
import java.security.PublicKey;
import java.util.Iterator;
import java.util.List;
import org.apache.sshd.client.ClientFactoryManager;
import org.apache.sshd.client.SshClient;
import org.apache.sshd.client.auth.UserAuthFactory;
import org.apache.sshd.client.auth.pubkey.KeyAgentIdentity;
import org.apache.sshd.client.auth.pubkey.PublicKeyAuthenticationReporter;
import org.apache.sshd.client.auth.pubkey.PublicKeyIdentity;
import org.apache.sshd.client.auth.pubkey.UserAuthPublicKey;
import org.apache.sshd.client.auth.pubkey.UserAuthPublicKeyFactory;
import org.apache.sshd.client.auth.pubkey.UserAuthPublicKeyIterator;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.common.FactoryManager;
import org.apache.sshd.common.NamedFactory;
import org.apache.sshd.common.signature.Signature;
import org.apache.sshd.common.signature.SignatureFactoriesManager;
import org.apache.sshd.common.util.buffer.Buffer;

/**
 * MINA's "publickey" method (RFC 4252, section 7), except that a failing agent does not end the
 * session: an agent that can't be reached or listed is left out, and a key that it does not sign
 * with is skipped as if the server had refused it. MINA's own UserAuthPublicKey throws in both
 * cases, in the session's reader, and SessionHelper.exceptionCaught then closes the session.
 *
 * <p>It also offers an agent's keys in ssh's order: see {@link IdentityFiles}.
 */
final class ResilientPublicKeyAuth extends UserAuthPublicKey {
  ResilientPublicKeyAuth(List<NamedFactory<Signature>> signatures) {
    super(signatures);
  }

  /**
   * Replaces MINA's own "publickey" method in the client's list. Any other method, or a manager
   * that is not a client, is left unchanged.
   */
  static void installIn(FactoryManager manager) {
    if (!(manager instanceof ClientFactoryManager client)) {
      return;
    }
    List<UserAuthFactory> methods = client.getUserAuthFactories();
    if (methods == null || methods.isEmpty()) {
      methods = SshClient.DEFAULT_USER_AUTH_FACTORIES;
    }
    client.setUserAuthFactories(methods.stream().map(ResilientPublicKeyAuth::exchange).toList());
  }

  private static UserAuthFactory exchange(UserAuthFactory method) {
    // INSTANCE has a class of its own, which only forbids setting signature factories
    return method == UserAuthPublicKeyFactory.INSTANCE
            || method.getClass() == UserAuthPublicKeyFactory.class
        ? new Factory(((UserAuthPublicKeyFactory) method).getSignatureFactories())
        : method;
  }

  private static final class Factory extends UserAuthPublicKeyFactory {
    Factory(List<NamedFactory<Signature>> signatures) {
      super(signatures);
    }

    @Override
    public UserAuthPublicKey createUserAuth(ClientSession session) {
      return new ResilientPublicKeyAuth(getSignatureFactories());
    }
  }

  /** Thrown when an agent did not sign; {@link AgentFailures} has its reason. */
  private static final class NotSigned extends Exception {
    private static final long serialVersionUID = 1L;

    NotSigned(Exception cause) {
      super(cause);
    }
  }

  @Override
  protected Iterator<PublicKeyIdentity> createPublicKeyIterator(
      ClientSession session, SignatureFactoriesManager signatures) throws Exception {
    return new UserAuthPublicKeyIterator(session, signatures) {
      @Override
      protected Iterable<KeyAgentIdentity> initializeAgentIdentities(ClientSession session)
          throws IOException {
        if (!IdentityFiles.permitAgent(session)) {
          return null;
        }
        try {
          Iterable<KeyAgentIdentity> offered = super.initializeAgentIdentities(session);
          return offered == null ? null : IdentityFiles.select(session, offered);
        } catch (IOException | RuntimeException e) {
          AgentFailures.record(session, asIoException(e));
          closeAgent();
          return null;
        }
      }
    };
  }

  @Override
  protected boolean processAuthDataRequest(ClientSession session, String service, Buffer buffer)
      throws Exception {
    try {
      return super.processAuthDataRequest(session, service, buffer);
    } catch (NotSigned e) {
      PublicKeyAuthenticationReporter reporter = session.getPublicKeyAuthenticationReporter();
      if (reporter != null) {
        reporter.signalIdentitySkipped(session, service, current.getKeyIdentity());
      }
      // nothing was sent: on false MINA calls sendAuthDataRequest, which takes the next key, since
      // this one has no algorithms left to try
      currentAlgorithms.clear();
      return false;
    }
  }

  @Override
  protected byte[] appendSignature(
      ClientSession session,
      String service,
      String name,
      String username,
      String algorithm,
      PublicKey key,
      PublicKey serverKey,
      Buffer buffer)
      throws Exception {
    try {
      return super.appendSignature(
          session, service, name, username, algorithm, key, serverKey, buffer);
    } catch (IOException | RuntimeException e) {
      if (!(current instanceof KeyAgentIdentity)) {
        throw e;
      }
      AgentFailures.record(session, asIoException(e));
      throw new NotSigned(e);
    }
  }

  private static IOException asIoException(Exception e) {
    return e instanceof IOException failure ? failure : new IOException(e.toString(), e);
  }
}
