package org.sshkr.keyring.signer;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.sshkr.keyring.Constraints;
import org.sshkr.keyring.Identity;
import org.sshkr.keyring.Keyring;
import org.sshkr.keyring.KeyringException;
import org.sshkr.keyring.PrivateKey;
import org.sshkr.keyring.crypto.Libcrypto;
import org.sshkr.keyring.signer.SleepingKey.Part;
import org.sshkr.process.CurrentProcess;
import org.sshkr.ssh.agent.RemoveAllIdentities;
import org.sshkr.ssh.agent.RemoveIdentity;
import org.sshkr.ssh.agent.SignRequest;
import org.sshkr.ssh.agent.SignResponse;
import org.sshkr.ssh.key.SshCertificate;
import org.sshkr.ssh.key.SshPublicKey;
import org.sshkr.ssh.wire.Blob;
import org.sshkr.ssh.wire.WireFormatException;

/**
 * The Ed25519 and ECDSA keys that ssh-signer-kr keeps for this user. Each entry, a key or a
 * certificate with its key, has its own lifetime and constraints, as in ssh-agent.
 */
public final class SignerKeyring implements Keyring {
  /** Where systemd opens the signer's socket. */
  public static final Path SOCKET = Path.of("/run/ssh-kr/signer.sock");

  /** The signer may do everything, the owner view; the signer requires exactly this. */
  private static final int SIGNER_ONLY = 0x3f010000;

  /** The time in seconds after which a key in an inbox expires if nobody takes it out. */
  private static final int WAY_IN_SECONDS = 10;

  private final Path socket;
  private final boolean machine;
  private final InstantSource clock;

  /**
   * Creates a keyring for the signer at a socket, without connecting to it yet.
   *
   * @param machine whether added keys stay after the user's last logout
   */
  public SignerKeyring(Path socket, boolean machine, InstantSource clock) {
    this.socket = socket;
    this.machine = machine;
    this.clock = clock;
  }

  /** Whether, as far as the file system shows, there is a signer at that socket. */
  public static boolean isThere(Path socket) {
    return SignerClient.isThere(socket);
  }

  /**
   * Tells the signer about a user's last logout; allowed for root and that user.
   *
   * @throws KeyringException.Failed if the signer refuses
   */
  public static void logout(Path socket, long uid) {
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
  public static Optional<SignerStatus> status(Path socket) {
    if (!isThere(socket)) {
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
    return Libcrypto.signs(keyType);
  }

  @Override
  public List<Identity> list() {
    return entries().stream().map(this::identity).toList();
  }

  private List<SleepingKey> entries() {
    if (!OwnKeys.OF_KERNEL.mayBeOf(owner())) {
      return List.of();
    }
    try (SignerClient client = SignerClient.open(socket)) {
      return SignerExtension.entries(client.ask(SignerExtension.request(SignerExtension.ENTRIES)));
    }
  }

  private Identity identity(SleepingKey key) {
    return Identity.ofMessageSigner(
        key.publicKey(),
        key.comment(),
        key.constraints(),
        key.certificate().stream().toList(),
        (request, binds) -> sign(key, request, binds));
  }

  private SignResponse sign(SleepingKey key, SignRequest request, List<Blob> binds) {
    try (SignerClient client = SignerClient.open(socket)) {
      if (key.destinations().isPresent()) {
        client.bind(binds);
      }
      SignRequest own = new SignRequest(key.offered(), request.data(), 0);
      if (client.exchange(own) instanceof SignResponse response) {
        return response;
      }
    }
    if (entries().contains(key)) {
      throw new KeyringException.Denied("ssh-signer-kr refuses to sign; its log says why");
    }
    throw notFound(key.publicKey());
  }

  private static KeyringException notFound(SshPublicKey key) {
    return new KeyringException.NotFound(
        "the key " + key.fingerprint() + " is not there; add it with ssh-add-kr");
  }

  @Override
  public Identity get(SshPublicKey key) {
    return list().stream()
        .filter(identity -> identity.publicKey().equals(key))
        .min(Comparator.comparing(identity -> identity.constraints().certificateOnly()))
        .orElseThrow(() -> notFound(key));
  }

  @Override
  public Identity get(SshCertificate certificate) {
    return list().stream()
        .filter(identity -> identity.certificates().contains(certificate))
        .findFirst()
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
    SleepingKey about =
        new SleepingKey(
            offered,
            clean(comment),
            constraints.confirm(),
            constraints.destinations(),
            machine,
            lifetime.map(this::end),
            place(offered));
    try (SignerClient client = SignerClient.open(socket)) {
      long inbox =
          SignerExtension.numbers(client.ask(SignerExtension.request(SignerExtension.INBOX)), 1)[0];
      Delivery delivery = new Delivery((int) inbox, WAY_IN_SECONDS, SIGNER_ONLY);
      long uid = owner();
      int aboutSerial = delivery.put(about.name(uid, Part.ABOUT), about.encode());
      int numberSerial = delivery.put(about.name(uid, Part.NUMBER), key.secret().memory());
      if (!client.did(SignerExtension.request(SignerExtension.TAKE, aboutSerial, numberSerial))) {
        throw new KeyringException.Failed(
            "ssh-signer-kr refuses the key; its log says why: journalctl -u ssh-kr-signer");
      }
    }
    return identity(about);
  }

  /** The place of a new entry in lists; an entry that is added again keeps its place. */
  private long place(Blob offered) {
    return entries().stream()
        .filter(entry -> entry.offered().equals(offered))
        .map(SleepingKey::added)
        .findFirst()
        .orElseGet(clock::millis);
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
        .filter(key -> identity.offers().contains(key.offered()))
        .findFirst()
        .flatMap(SleepingKey::until)
        .map(until -> Duration.between(now, until));
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
    for (SleepingKey entry : entries()) {
      if (wanted.test(entry)) {
        try (SignerClient client = SignerClient.open(socket)) {
          removed |= client.did(new RemoveIdentity(entry.offered()));
        }
      }
    }
    return removed;
  }

  @Override
  public void removeAll() {
    if (!OwnKeys.OF_KERNEL.mayBeOf(owner())) {
      return;
    }
    try (SignerClient client = SignerClient.open(socket)) {
      if (!client.did(new RemoveAllIdentities())) {
        throw new KeyringException.Failed("ssh-signer-kr does not remove the keys");
      }
    }
  }

  @Override
  public void lock(byte[] passphrase) {
    throw new KeyringException.Unsupported("the lock is the keyring's");
  }

  @Override
  public void removeLocked() {
    removeAll();
  }

  @Override
  public void unlock(byte[] passphrase) {
    throw new KeyringException.Unsupported("the lock is the keyring's");
  }

  @Override
  public void close() {
    // nothing is kept open
  }
}
