package org.sshkr.client;

import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.security.KeyPair;
import java.security.PublicKey;
import java.security.interfaces.RSAPublicKey;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;
import org.apache.sshd.agent.SshAgent;
import org.apache.sshd.agent.SshAgentKeyConstraint;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.session.Session;
import org.apache.sshd.common.session.SessionContext;
import org.sshkr.keyring.Constraints;
import org.sshkr.keyring.Keyring;
import org.sshkr.keyring.KeyringException;
import org.sshkr.keyring.RsaPublicKey;
import org.sshkr.keyring.SignatureAlgorithm;
import org.sshkr.keyring.SshIdentity;

/**
 * The keys of a keyring, then those of an upstream agent, for one authentication. Every failure of
 * the keyring becomes an IOException with the keyring's own message, which is what MINA expects.
 */
final class InProcessAgent implements SshAgent {
  private final Keyring keyring;
  private final Predicate<SshIdentity> filter;
  private final Optional<SshAgent> upstream;
  private final Session session;
  private volatile Set<RsaPublicKey> listed = Set.of();
  private final AtomicBoolean open = new AtomicBoolean(true);

  /**
   * An agent that closes {@code upstream} with itself, but not the keyring.
   *
   * @param session where upstream's failures are recorded; null for none
   */
  InProcessAgent(
      Keyring keyring,
      Predicate<SshIdentity> filter,
      Optional<SshAgent> upstream,
      Session session) {
    this.keyring = keyring;
    this.filter = filter;
    this.upstream = upstream;
    this.session = session;
  }

  @Override
  public Iterable<? extends Map.Entry<PublicKey, String>> getIdentities() throws IOException {
    requireOpen();
    Map<RsaPublicKey, Map.Entry<PublicKey, String>> own = ownIdentities();
    listed = Set.copyOf(own.keySet());
    List<Map.Entry<PublicKey, String>> all = new ArrayList<>(own.values());
    for (Map.Entry<PublicKey, String> other : upstreamIdentities()) {
      if (sshKey(other.getKey()).filter(own::containsKey).isEmpty()) {
        all.add(other);
      }
    }
    return all;
  }

  private Map<RsaPublicKey, Map.Entry<PublicKey, String>> ownIdentities() throws IOException {
    Map<RsaPublicKey, Map.Entry<PublicKey, String>> own = new LinkedHashMap<>();
    try {
      for (SshIdentity identity : keyring.list()) {
        Optional<RSAPublicKey> key = identity.publicKey().toJava();
        if (key.isPresent() && mayUse(identity)) {
          own.put(identity.publicKey(), Map.entry(key.get(), identity.comment()));
        }
      }
    } catch (KeyringException e) {
      throw new IOException(e.getMessage(), e);
    }
    return own;
  }

  private Iterable<? extends Map.Entry<PublicKey, String>> upstreamIdentities() {
    if (upstream.isEmpty()) {
      return List.of();
    }
    try {
      return upstream.get().getIdentities();
    } catch (IOException e) {
      AgentFailures.record(session, e);
      return List.of();
    }
  }

  /**
   * Signs with a key of the keyring, or else has the upstream agent sign.
   *
   * @param algorithm as in RFC 8332; null or empty for rsa-sha2-512
   * @return {@code algorithm} itself, since MINA's UserAuthPublicKey takes anything else for an
   *     error, and the signature without any framing
   * @throws IOException if no such key is there (any more) or it can't sign like that
   */
  @Override
  public Map.Entry<String, byte[]> sign(
      SessionContext context, PublicKey key, String algorithm, byte[] data) throws IOException {
    requireOpen();
    Optional<RsaPublicKey> rsa = sshKey(key);
    try {
      if (rsa.isPresent() && mayUse(rsa.get())) {
        SignatureAlgorithm used = algorithm(algorithm);
        return Map.entry(used.sshName(), keyring.sign(rsa.get(), used, data));
      }
    } catch (KeyringException e) {
      throw new IOException(e.getMessage(), e);
    }
    if (upstream.isPresent()) {
      return upstream.get().sign(context, key, algorithm, data);
    }
    throw new IOException(
        "the keyring has no key "
            + KeyUtils.getFingerPrint(key)
            + " that may be used; list its keys with ssh-add-kr -l");
  }

  private static SignatureAlgorithm algorithm(String name) throws IOException {
    if (name == null || name.isEmpty()) {
      return SignatureAlgorithm.RSA_SHA2_512;
    }
    for (SignatureAlgorithm algorithm : SignatureAlgorithm.values()) {
      if (algorithm.sshName().equals(name)) {
        return algorithm;
      }
    }
    throw new IOException("a key of a keyring can't make a signature of type " + name);
  }

  /**
   * Whether {@code key} is the keyring's and passes the filter. One that was listed before counts
   * even if it is gone: only the keyring can say why it is.
   */
  private boolean mayUse(RsaPublicKey key) {
    return keyring.find(key).map(this::mayUse).orElseGet(() -> listed.contains(key));
  }

  /** Constraints are for an agent to enforce, which nobody is here. */
  private boolean mayUse(SshIdentity identity) {
    return identity.constraints().equals(Constraints.NONE) && filter.test(identity);
  }

  private static Optional<RsaPublicKey> sshKey(PublicKey key) {
    return key instanceof RSAPublicKey rsa
        ? Optional.of(new RsaPublicKey(rsa.getModulus(), rsa.getPublicExponent()))
        : Optional.empty();
  }

  private void requireOpen() throws IOException {
    if (!isOpen()) {
      throw new ClosedChannelException();
    }
  }

  /** Always throws: keys are added with ssh-add-kr. */
  @Override
  public void addIdentity(KeyPair key, String comment, SshAgentKeyConstraint... constraints)
      throws IOException {
    throw new IOException("keys are added to a keyring with ssh-add-kr");
  }

  /** Always throws: keys are removed with ssh-add-kr. */
  @Override
  public void removeIdentity(PublicKey key) throws IOException {
    throw new IOException("keys are removed from a keyring with ssh-add-kr -d");
  }

  /** Always throws: keys are removed with ssh-add-kr. */
  @Override
  public void removeAllIdentities() throws IOException {
    throw new IOException("keys are removed from a keyring with ssh-add-kr -D");
  }

  @Override
  public boolean isOpen() {
    return open.get();
  }

  @Override
  public void close() throws IOException {
    if (open.getAndSet(false) && upstream.isPresent()) {
      upstream.get().close();
    }
  }
}
