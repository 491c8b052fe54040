package org.sshkr.client;

import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.security.KeyPair;
import java.security.PublicKey;
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
import org.apache.sshd.common.SshException;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.session.Session;
import org.apache.sshd.common.session.SessionContext;
import org.apache.sshd.common.util.buffer.Buffer;
import org.apache.sshd.common.util.buffer.ByteArrayBuffer;
import org.sshkr.keyring.Identity;
import org.sshkr.keyring.Keyring;
import org.sshkr.keyring.KeyringException;
import org.sshkr.ssh.wire.Blob;

/**
 * The keys of a keyring, then those of an upstream agent, for one authentication. Every failure of
 * the keyring becomes an IOException with the keyring's own message, as MINA expects.
 */
final class InProcessAgent implements SshAgent {
  private final Keyring keyring;
  private final Predicate<Identity> filter;
  private final Optional<SshAgent> upstream;
  private final Session session;
  private volatile Set<Blob> listed = Set.of();
  private final AtomicBoolean open = new AtomicBoolean(true);

  /**
   * Creates an agent that closes {@code upstream} with itself, but not the keyring.
   *
   * @param session where upstream's failures are recorded; null for none
   */
  InProcessAgent(
      Keyring keyring, Predicate<Identity> filter, Optional<SshAgent> upstream, Session session) {
    this.keyring = keyring;
    this.filter = filter;
    this.upstream = upstream;
    this.session = session;
  }

  @Override
  public Iterable<? extends Map.Entry<PublicKey, String>> getIdentities() throws IOException {
    requireOpen();
    Map<Blob, Map.Entry<PublicKey, String>> own = ownIdentities();
    listed = Set.copyOf(own.keySet());
    List<Map.Entry<PublicKey, String>> all = new ArrayList<>(own.values());
    for (Map.Entry<PublicKey, String> other : upstreamIdentities()) {
      if (blob(other.getKey()).filter(own::containsKey).isEmpty()) {
        all.add(other);
      }
    }
    return all;
  }

  /**
   * The keyring's identities by blob: each key, unless it is for certificates only, and then its
   * certificates.
   */
  private Map<Blob, Map.Entry<PublicKey, String>> ownIdentities() throws IOException {
    Map<Blob, Map.Entry<PublicKey, String>> own = new LinkedHashMap<>();
    try {
      for (Identity identity : keyring.list()) {
        for (Blob offered : usable(identity)) {
          decode(offered).ifPresent(key -> own.put(offered, Map.entry(key, identity.comment())));
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
   * @param key a plain key, or a certificate that the keyring holds beside its key
   * @param algorithm by its name on the wire, or OpenSSH's name for it with a certificate; null or
   *     empty for rsa-sha2-512, or the only one that the key's type has
   * @return {@code algorithm} itself, since MINA's UserAuthPublicKey treats anything else as an
   *     error, and the signature without any framing
   * @throws IOException if there is no such key, now or any more, or if it can't sign like that
   */
  @Override
  public Map.Entry<String, byte[]> sign(
      SessionContext context, PublicKey key, String algorithm, byte[] data) throws IOException {
    requireOpen();
    Optional<Blob> blob = blob(key);
    String asked =
        algorithm == null || algorithm.isEmpty()
            ? AgentMessages.algorithm(key, KeyUtils.RSA_SHA512_KEY_TYPE_ALIAS)
            : algorithm;
    if (blob.isPresent()) {
      Optional<byte[]> signature = sign(blob.get(), asked, data);
      if (signature.isPresent()) {
        return Map.entry(asked, signature.get());
      }
    }
    if (upstream.isPresent()) {
      return upstream.get().sign(context, key, algorithm, data);
    }
    throw new IOException(
        "the keyring has no key "
            + KeyUtils.getFingerPrint(key)
            + " that may be used for "
            + asked
            + "; list its keys with ssh-add-kr -l");
  }

  /**
   * Signs if the keyring has the key and it passes the filter. If a listed key has gone, the
   * keyring says why.
   */
  private Optional<byte[]> sign(Blob blob, String algorithm, byte[] data) throws IOException {
    try {
      Identity identity = keyring.get(blob);
      return usable(identity).contains(blob)
          ? Optional.of(identity.sign(algorithm, data))
          : Optional.empty();
    } catch (KeyringException e) {
      if (!listed.contains(blob) && mayBeUpstreams(e)) {
        return Optional.empty();
      }
      throw new IOException(e.getMessage(), e);
    }
  }

  /** Whether the upstream agent may have a key that the keyring did not find. */
  private boolean mayBeUpstreams(KeyringException e) {
    return e instanceof KeyringException.Gone
        || (e instanceof KeyringException.Unavailable && upstream.isPresent());
  }

  private List<Blob> usable(Identity identity) {
    return filter.test(identity) ? identity.offersWithoutAgent() : List.of();
  }

  /** The wire form; empty for a type that MINA can't encode, which the keyring does not have. */
  private static Optional<Blob> blob(PublicKey key) {
    try {
      Buffer buffer = new ByteArrayBuffer();
      buffer.putRawPublicKey(key);
      return Optional.of(Blob.copyOf(buffer.getCompactData()));
    } catch (RuntimeException e) {
      return Optional.empty();
    }
  }

  /** Decodes a blob; empty if MINA can't. */
  private static Optional<PublicKey> decode(Blob offered) {
    try {
      return Optional.of(new ByteArrayBuffer(offered.toByteArray()).getRawPublicKey());
    } catch (SshException | RuntimeException e) {
      return Optional.empty();
    }
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
