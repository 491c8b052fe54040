package org.sshkr.keyring.signer;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;
import org.sshkr.keyring.Constraints;
import org.sshkr.keyring.DestinationLimit;
import org.sshkr.ssh.key.SshCertificate;
import org.sshkr.ssh.key.SshPublicKey;
import org.sshkr.ssh.wire.Blob;
import org.sshkr.ssh.wire.WireFormatException;
import org.sshkr.ssh.wire.WireReader;
import org.sshkr.ssh.wire.WireWriter;

/**
 * The public part of an entry of the signer: a key, or a certificate with its key. An entry
 * consists of two kernel keys of type user, named by {@link #name}: one holds this public part, the
 * other only the private number.
 *
 * @param offered public key blob or certificate, as an agent lists it
 * @param comment without control characters
 * @param confirm whether a person must confirm each signature; the signer only records it
 * @param destinations the hosts where the key may be used; empty for anywhere
 * @param machine whether the entry stays after the user's last logout
 * @param until the end of its lifetime, in whole seconds; empty for no limit
 * @param added the time of its first addition, in milliseconds since 1970; gives its place in lists
 */
public record SleepingKey(
    Blob offered,
    String comment,
    boolean confirm,
    Optional<DestinationLimit> destinations,
    boolean machine,
    Optional<Instant> until,
    long added) {
  /** The maximum size in bytes, so that nobody's certificates can fill the signer's memory. */
  public static final int MAX_BYTES = 16 * 1024;

  /**
   * The only permissions that an entry's kernel keys come with, as keyctl_setperm(3) takes them:
   * the signer everything, the owner view.
   */
  public static final int PERMISSIONS = 0x3f010000;

  private static final int VERSION = 1;

  /** The two kernel keys of an entry. */
  public enum Part {
    ABOUT,
    NUMBER
  }

  /**
   * The description of a kernel key of this entry: {@code UID:ssh-kr:PART:HASH}. It begins with the
   * owner, so that one user's key can't replace another's.
   *
   * @param uid the owner's uid
   */
  public String name(long uid, Part part) {
    return name(uid, part, offered);
  }

  /** As above, of an entry that offers this public key or certificate. */
  static String name(long uid, Part part, Blob offered) {
    return prefix(uid, part) + hash(offered);
  }

  /** The description of the kernel key that holds the record of a user's lock. */
  public static String lockName(long uid) {
    return prefix(uid) + "lock:";
  }

  /** The beginning of the descriptions of all of a user's kernel keys for that part. */
  static String prefix(long uid, Part part) {
    return prefix(uid) + part.name().toLowerCase(Locale.ROOT) + ":";
  }

  /** The beginning of the descriptions of all of a user's kernel keys at the signer. */
  static String prefix(long uid) {
    return uid + ":ssh-kr:";
  }

  private static String hash(Blob offered) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(offered.toByteArray());
      return Base64.getUrlEncoder().withoutPadding().encodeToString(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * The public key; for a certificate, the key that it certifies.
   *
   * @throws WireFormatException if the blob is neither a key nor a certificate
   */
  public SshPublicKey publicKey() {
    byte[] blob = offered.toByteArray();
    return SshCertificate.isOne(blob)
        ? SshCertificate.ofBlob(blob).publicKey()
        : SshPublicKey.ofBlob(blob);
  }

  /** The certificate, if the entry has one. */
  public Optional<SshCertificate> certificate() {
    byte[] blob = offered.toByteArray();
    return SshCertificate.isOne(blob) ? Optional.of(SshCertificate.ofBlob(blob)) : Optional.empty();
  }

  /** The constraints as a keyring records them. */
  public Constraints constraints() {
    return new Constraints(confirm, certificate().isPresent(), destinations);
  }

  /**
   * Encodes the entry: byte version, string offered, string comment, boolean confirm, boolean
   * machine, string destinations (empty for anywhere), uint64 seconds since 1970 (0 for no limit),
   * uint64 milliseconds since 1970.
   */
  public byte[] encode() {
    WireWriter out =
        new WireWriter()
            .writeByte(VERSION)
            .writeString(offered.toByteArray())
            .writeString(comment.getBytes(StandardCharsets.UTF_8))
            .writeBoolean(confirm)
            .writeBoolean(machine)
            .writeString(destinations.map(DestinationLimit::contents).orElse(new byte[0]));
    writeUint64(out, until.map(Instant::getEpochSecond).orElse(0L));
    writeUint64(out, added);
    return out.toByteArray();
  }

  private static void writeUint64(WireWriter out, long value) {
    out.writeUint32(value >>> 32).writeUint32(value & 0xffffffffL);
  }

  /**
   * Reads the result of {@link #encode}.
   *
   * @throws WireFormatException if the bytes are malformed, or the key or certificate is not valid
   */
  public static SleepingKey decode(byte[] bytes) {
    if (bytes.length > MAX_BYTES) {
      throw new WireFormatException("an entry of " + bytes.length + " bytes");
    }
    WireReader in = new WireReader(bytes);
    if (in.readByte() != VERSION) {
      throw new WireFormatException("an entry of another version");
    }
    SleepingKey key = read(in);
    in.expectEnd();
    return key;
  }

  private static SleepingKey read(WireReader in) {
    Blob offered = Blob.copyOf(in.readString());
    String comment = new String(in.readString(), StandardCharsets.UTF_8);
    boolean confirm = in.readBoolean();
    boolean machine = in.readBoolean();
    byte[] destinations = in.readString();
    long until = in.readUint64();
    long added = in.readUint64();
    SleepingKey key =
        new SleepingKey(
            offered,
            comment,
            confirm,
            destinations.length == 0
                ? Optional.empty()
                : Optional.of(DestinationLimit.of(destinations)),
            machine,
            until == 0 ? Optional.empty() : Optional.of(instant(until)),
            added);
    key.publicKey(); // throws if it is not a valid key or certificate
    if (comment.chars().anyMatch(Character::isISOControl)) {
      throw new WireFormatException("a comment with control characters");
    }
    return key;
  }

  private static Instant instant(long seconds) {
    if (seconds < 0 || seconds > Instant.MAX.getEpochSecond()) {
      throw new WireFormatException("a lifetime that is out of range");
    }
    return Instant.ofEpochSecond(seconds);
  }
}
