package org.sshkr.keyring.signer;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.sshkr.keyring.Constraints;
import org.sshkr.keyring.Identity;
import org.sshkr.keyring.KeyLifetime;
import org.sshkr.keyring.Keyring;
import org.sshkr.keyring.KeyringException;
import org.sshkr.keyring.LockRecord;
import org.sshkr.keyring.PrivateKey;
import org.sshkr.keyring.SignatureScheme;
import org.sshkr.keyring.crypto.Libcrypto;
import org.sshkr.keyring.signer.SleepingKey.Part;
import org.sshkr.process.CurrentProcess;
import org.sshkr.ssh.agent.Extension;
import org.sshkr.ssh.agent.ExtensionResponse;
import org.sshkr.ssh.agent.RemoveAllIdentities;
import org.sshkr.ssh.agent.RemoveIdentity;
import org.sshkr.ssh.agent.Request;
import org.sshkr.ssh.agent.Response;
import org.sshkr.ssh.agent.SignRequest;
import org.sshkr.ssh.agent.SignResponse;
import org.sshkr.ssh.key.RsaPublicKey;
import org.sshkr.ssh.key.SshCertificate;
import org.sshkr.ssh.key.SshPublicKey;
import org.sshkr.ssh.wire.Blob;
import org.sshkr.ssh.wire.WireFormatException;

/**
 * The keys that ssh-signer-kr keeps for this user: Ed25519, ECDSA and RSA. Each entry, a key or a
 * certificate with its key, has a life and constraints of its own, as in ssh-agent.
 */
public final class SignerKeyring implements Keyring {
  /** The time in seconds after which a key in an inbox expires if nobody takes it out. */
  private static final int WAY_IN_SECONDS = 10;

  private final SignerSocket socket;
  private final boolean machine;
  private final InstantSource clock;
  private final Runnable requireUnlocked;
  private final SignerConnections connections;

  /** The entries that the signer has named last. */
  private volatile List<SignerEntry> known = List.of();

  private volatile boolean closed;

  /**
   * Creates a keyring for the signer at a socket, without connecting to it yet.
   *
   * @param machine whether keys that are added stay after the last logout
   * @param requireUnlocked throws {@link KeyringException.Locked} while the kernel keyring beside
   *     it is locked, whatever the signer's own lock says
   */
  public SignerKeyring(
      SignerSocket socket, boolean machine, InstantSource clock, Runnable requireUnlocked) {
    this.socket = socket;
    this.machine = machine;
    this.clock = clock;
    this.requireUnlocked = requireUnlocked;
    this.connections = new SignerConnections(socket);
  }

  /**
   * Tells the signer about a user's last logout; allowed for root and that user.
   *
   * @throws KeyringException.Failed if the signer refuses
   */
  public static void logout(SignerSocket socket, long uid) {
    try (SignerClient client = SignerClient.open(socket)) {
      if (!client.did(SignerExtension.request(SignerExtension.LOGOUT, uid))) {
        throw new KeyringException.Failed("the signer does not remove keys of user " + uid);
      }
    }
  }

  /**
   * Asks the signer for its status.
   *
   * @return empty if there is no signer
   * @throws KeyringException if there is one, but it gives no valid answer
   */
  public static Optional<SignerStatus> status(SignerSocket socket) {
    if (!socket.isThere()) {
      return Optional.empty();
    }
    try (SignerClient client = SignerClient.open(socket)) {
      return Optional.of(
          SignerStatus.decode(client.ask(SignerExtension.request(SignerExtension.STATUS))));
    } catch (WireFormatException e) {
      throw new KeyringException.Failed("the signer's answer is malformed: " + e.getMessage());
    }
  }

  @Override
  public boolean accepts(String keyType) {
    return Libcrypto.signs(keyType) && socket.isThere(); // it may come and go while a shim runs
  }

  @Override
  public List<Identity> list() {
    return entries().stream().map(this::identity).toList();
  }

  @Override
  public boolean acceptsRsa(int bits) {
    return Libcrypto.signsRsa(bits) && socket.isThere();
  }

  /** What this side knows of: whether the keyring is open, and the kernel keyring unlocked. */
  private void requireUsable() {
    if (closed) {
      throw new IllegalStateException("the keyring is closed");
    }
    requireUnlocked.run();
  }

  /** Asks the signer only if the kernel shows that it may have a lock of this user. */
  @Override
  public void requireUnlocked() {
    requireUsable();
    if (mayBeLocked()) {
      ask();
    }
  }

  private SignerClient open() {
    requireUsable();
    return SignerClient.open(socket);
  }

  /**
   * Whether the user may have this entry, by what the kernel shows: a question to the signer would
   * start it.
   */
  @Override
  public boolean mayHold(Blob offered) {
    return OwnKeys.OF_KERNEL.mayHold(SleepingKey.name(owner(), Part.NUMBER, offered));
  }

  /** Whether there may be an entry or a lock that somebody could use: not without a signer. */
  @Override
  public boolean mayHoldAny() {
    return socket.isThere() && hasKernelKeys();
  }

  private static boolean hasKernelKeys() {
    return OwnKeys.OF_KERNEL.mayHold(SleepingKey.prefix(owner()));
  }

  private static boolean mayBeLocked() {
    return OwnKeys.OF_KERNEL.mayHold(SleepingKey.lockName(owner()));
  }

  /** The signer's entries. It is asked only if they may have changed, or may be locked. */
  private List<SignerEntry> entries() {
    requireUsable();
    if (!areUnchanged()) {
      known = hasKernelKeys() ? ask() : List.of();
    }
    return known;
  }

  /** Whether the kernel shows exactly the known entries, and no lock. */
  private boolean areUnchanged() {
    Set<Integer> serials = known.stream().map(SignerEntry::serial).collect(Collectors.toSet());
    return OwnKeys.OF_KERNEL
            .serials(SleepingKey.prefix(owner(), Part.NUMBER))
            .equals(Optional.of(serials))
        && !mayBeLocked();
  }

  private List<SignerEntry> ask() {
    Extension question = SignerExtension.request(SignerExtension.ENTRIES);
    Response answer = connections.exchange(question);
    if (SignerExtension.delay(answer).isPresent()) {
      throw KeyringException.Locked.untilUnlocked();
    }
    return SignerExtension.entries(SignerClient.contents(question, answer));
  }

  /** The entry that offers this; the signer is asked only if the known one has been replaced. */
  private Optional<SignerEntry> entry(Blob offered) {
    requireUsable();
    return find(known, offered)
        .filter(entry -> entry.isThere(owner()))
        .or(() -> find(entries(), offered));
  }

  private static Optional<SignerEntry> find(List<SignerEntry> entries, Blob offered) {
    return entries.stream().filter(entry -> entry.key().offered().equals(offered)).findFirst();
  }

  private Identity identity(SignerEntry entry) {
    SleepingKey key = entry.key();
    return Identity.ofMessageSigner(
        key.publicKey(),
        key.comment(),
        key.constraints(),
        key.certificate().stream().toList(),
        new Identity.MessageSigner() {
          @Override
          public SignResponse sign(SignRequest request, List<Blob> binds) {
            return answer(entry, request, binds);
          }

          @Override
          public byte[] signDigest(SignatureScheme scheme, byte[] digest) {
            return SignerKeyring.this.signDigest(entry, scheme, digest);
          }
        });
  }

  private SignResponse answer(SignerEntry entry, SignRequest request, List<Blob> binds) {
    requireUsable();
    SleepingKey key = entry.key();
    SignRequest own = new SignRequest(key.offered(), request.data(), request.flags());
    Extension question = new EntryRequest(entry.serial(), own).encode();
    Response answer =
        key.destinations().isPresent() ? bound(question, binds) : connections.exchange(question);
    if (answer instanceof SignResponse response) {
      return response;
    }
    throw whyNotSigned(key);
  }

  /** Asks on a connection of its own, which is bound to the same sessions as the client's. */
  private Response bound(Extension question, List<Blob> binds) {
    try (SignerClient client = open()) {
      client.bind(binds);
      return client.exchange(question);
    }
  }

  private byte[] signDigest(SignerEntry entry, SignatureScheme scheme, byte[] digest) {
    SleepingKey key = entry.key();
    if (!(key.publicKey() instanceof RsaPublicKey rsa)) {
      throw new KeyringException.Unsupported("only RSA keys sign bare digests");
    }
    scheme.encode(digest, rsa.bits()); // throws where the caller is wrong
    try (SignerClient client = open()) {
      DigestRequest request =
          new DigestRequest(entry.serial(), key.offered(), scheme, Blob.copyOf(digest));
      if (client.exchange(request.encode()) instanceof ExtensionResponse response) {
        return SignerExtension.signature(response.contents());
      }
    }
    throw whyNotSigned(key);
  }

  private KeyringException whyNotSigned(SleepingKey key) {
    return entries().stream().anyMatch(entry -> entry.key().equals(key))
        ? new KeyringException.Denied(
            "ssh-signer-kr refuses to sign; its log says why: " + socket.log())
        : notFound(key.publicKey());
  }

  private static KeyringException notFound(SshPublicKey key) {
    return new KeyringException.NotFound(
        "the key " + key.fingerprint() + " is not there; add it with ssh-add-kr");
  }

  @Override
  public Identity get(SshPublicKey key) {
    return entry(Blob.copyOf(key.blob()))
        .or(() -> known.stream().filter(one -> one.key().publicKey().equals(key)).findFirst())
        .map(this::identity)
        .orElseThrow(() -> notFound(key));
  }

  @Override
  public Identity get(SshCertificate certificate) {
    return entry(certificate.blob())
        .map(this::identity)
        .orElseThrow(() -> notFound(certificate.publicKey()));
  }

  @Override
  public Identity add(
      PrivateKey key, String comment, Optional<Duration> lifetime, Constraints constraints) {
    return add(key, Blob.copyOf(key.publicKey().blob()), comment, lifetime, constraints);
  }

  @Override
  public void addCertificate(
      PrivateKey key,
      SshCertificate certificate,
      String comment,
      Optional<Duration> lifetime,
      Constraints constraints) {
    if (!key.publicKey().equals(certificate.publicKey())) {
      throw new KeyringException.BadKey("the certificate is not one of this key");
    }
    add(key, certificate.blob(), comment, lifetime, constraints);
  }

  /** Not supported: each entry has its own copy of the private number, so the key is needed. */
  @Override
  public void addCertificate(SshCertificate certificate, Optional<Duration> lifetime) {
    throw new KeyringException.Unsupported("a certificate can be added only together with its key");
  }

  private Identity add(
      PrivateKey key,
      Blob offered,
      String comment,
      Optional<Duration> lifetime,
      Constraints constraints) {
    KeyLifetime.check(lifetime);
    requireSize(key.publicKey());
    requireUnlocked();
    SleepingKey about =
        new SleepingKey(
            offered,
            clean(comment),
            constraints.confirm(),
            constraints.destinations(),
            machine,
            lifetime.map(this::end),
            place(offered));
    try (SignerClient client = open()) {
      Delivery delivery = delivery(client);
      long uid = owner();
      int aboutSerial = delivery.put(about.name(uid, Part.ABOUT), about.encode());
      int numberSerial = delivery.put(about.name(uid, Part.NUMBER), key.secret().memory());
      if (!client.did(SignerExtension.request(SignerExtension.TAKE, aboutSerial, numberSerial))) {
        throw whyNotTaken(key);
      }
    }
    return get(about);
  }

  private static Delivery delivery(SignerClient client) {
    Blob inbox = client.ask(SignerExtension.request(SignerExtension.INBOX));
    int serial = (int) SignerExtension.numbers(inbox, 1)[0];
    return new Delivery(serial, WAY_IN_SECONDS, SleepingKey.PERMISSIONS);
  }

  /** The entry that has just been added. */
  private Identity get(SleepingKey about) {
    return entry(about.offered())
        .map(this::identity)
        .orElseThrow(() -> notFound(about.publicKey()));
  }

  private static void requireSize(SshPublicKey key) {
    if (key instanceof RsaPublicKey && !Libcrypto.signsRsa(key.bits())) {
      throw new KeyringException.BadKey(
          "RSA keys have 2048 to 16384 bits; this one has " + key.bits());
    }
  }

  private KeyringException whyNotTaken(PrivateKey key) {
    return Libcrypto.belong(key.publicKey(), key.secret().memory())
        ? new KeyringException.Failed(
            "ssh-signer-kr refuses the key; its log says why: " + socket.log())
        : new KeyringException.BadKey(
            "the private key does not belong to the public key " + key.publicKey().fingerprint());
  }

  /** An entry that is added again keeps its place. */
  private long place(Blob offered) {
    return entry(offered).map(entry -> entry.key().added()).orElseGet(clock::millis);
  }

  /** The end of a lifetime that begins now, rounded up to a whole second. */
  private Instant end(Duration lifetime) {
    return clock.instant().plus(lifetime).plusNanos(999_999_999).truncatedTo(ChronoUnit.SECONDS);
  }

  /** Replaces control characters with '?', as in all lists. */
  private static String clean(String comment) {
    StringBuilder clean = new StringBuilder();
    comment
        .codePoints()
        .map(c -> Character.isISOControl(c) ? '?' : c)
        .forEach(clean::appendCodePoint);
    return clean.toString().strip();
  }

  private static long owner() {
    return CurrentProcess.effectiveUid();
  }

  @Override
  public Optional<Duration> timeLeft(Identity identity) {
    Instant now = clock.instant();
    return entries().stream()
        .map(SignerEntry::key)
        .filter(key -> identity.offers().contains(key.offered()))
        .findFirst()
        .flatMap(SleepingKey::until)
        .map(until -> Duration.between(now, until).truncatedTo(ChronoUnit.SECONDS));
  }

  @Override
  public boolean remove(SshPublicKey key) {
    return removeAll(entry -> entry.publicKey().equals(key));
  }

  @Override
  public boolean removePlain(SshPublicKey key) {
    Blob offered = Blob.copyOf(key.blob());
    return removeAll(entry -> entry.offered().equals(offered));
  }

  @Override
  public boolean removeCertificate(SshCertificate certificate) {
    return removeAll(entry -> entry.offered().equals(certificate.blob()));
  }

  private boolean removeAll(Predicate<SleepingKey> wanted) {
    boolean removed = false;
    for (SignerEntry entry : entries()) {
      if (wanted.test(entry.key())) {
        try (SignerClient client = open()) {
          removed |= client.did(new RemoveIdentity(entry.key().offered()));
        }
      }
    }
    return removed;
  }

  @Override
  public void removeAll() {
    requireUnlocked();
    removeBy(new RemoveAllIdentities());
  }

  @Override
  public void removeLocked() {
    removeBy(SignerExtension.request(SignerExtension.REMOVE_LOCKED));
  }

  private void removeBy(Request request) {
    if (!hasKernelKeys()) {
      return;
    }
    try (SignerClient client = SignerClient.open(socket)) {
      if (!client.did(request)) {
        throw new KeyringException.Failed("ssh-signer-kr does not remove the keys");
      }
    }
  }

  /** Delivers the lock's record like an entry, so that it counts against this user's quota. */
  @Override
  public void lock(byte[] passphrase) {
    if (mayBeLocked()) {
      ask();
    }
    byte[] record = LockRecord.of(passphrase).encode();
    try (SignerClient client = SignerClient.open(socket)) {
      int serial = delivery(client).put(SleepingKey.lockName(owner()), record);
      if (!client.did(SignerExtension.request(SignerExtension.LOCK, serial))) {
        throw new KeyringException.Failed(
            "ssh-signer-kr does not lock the keys; its log says why: " + socket.log());
      }
    }
    known = List.of();
  }

  /**
   * Waits here until the signer takes the next attempt: it refuses an attempt that comes too early.
   */
  @Override
  public void unlock(byte[] passphrase) {
    if (!mayBeLocked()) {
      throw notLocked();
    }
    try (SignerClient client = SignerClient.open(socket)) {
      LockRecord.pause(delay(client).orElseThrow(SignerKeyring::notLocked));
      if (!client.unlocks(passphrase)) {
        throw delay(client).isPresent() ? KeyringException.Locked.wrongPassphrase() : notLocked();
      }
    }
  }

  /** The time until the next attempt to unlock; empty if nothing is locked. */
  private static Optional<Duration> delay(SignerClient client) {
    return SignerExtension.delay(client.exchange(SignerExtension.request(SignerExtension.ENTRIES)));
  }

  private static KeyringException notLocked() {
    return new KeyringException.NotFound("the keyring is not locked");
  }

  @Override
  public void close() {
    closed = true;
    connections.close();
  }
}
