package org.sshkr.keyfile;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.crypto.Mac;
import org.bouncycastle.crypto.digests.SHA1Digest;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.engines.AESEngine;
import org.bouncycastle.crypto.macs.HMac;
import org.bouncycastle.crypto.params.KeyParameter;
import org.sshkr.keyfile.KeyFileException.Reason;
import org.sshkr.ssh.key.RsaPublicKey;
import org.sshkr.ssh.key.SshPublicKey;
import org.sshkr.ssh.wire.WireFormatException;
import org.sshkr.ssh.wire.WireReader;

/**
 * PuTTY's private key file (PPK; PuTTY's manual, appendix C). A MAC covers everything in it. The
 * private part is mpint d, p, q, qInv for RSA, mpint d for ECDSA, or the seed as a string for
 * Ed25519, with random padding to whole blocks if it is encrypted.
 */
final class PuttyEnvelope implements KeyEnvelope {
  private static final int BLOCK_LENGTH = 16;

  private final String encryptionName;
  private final PuttyEncryption encryption;
  private final byte[] comment;
  private final byte[] publicBlob;
  private final SshPublicKey publicKey;
  private final byte[] privatePart;
  private final byte[] mac;

  private PuttyEnvelope(
      String encryptionName,
      PuttyEncryption encryption,
      byte[] comment,
      byte[] publicBlob,
      SshPublicKey publicKey,
      byte[] privatePart,
      byte[] mac) {
    this.encryptionName = encryptionName;
    this.encryption = encryption;
    this.comment = comment;
    this.publicBlob = publicBlob;
    this.publicKey = publicKey;
    this.privatePart = privatePart;
    this.mac = mac;
  }

  static PuttyEnvelope of(PuttyFile file) throws KeyFileException {
    KeyTypes.requireLoaded(PrintableText.name(file.type().getBytes(StandardCharsets.ISO_8859_1)));
    String encryptionName = file.readField("Encryption");
    byte[] comment = file.readField("Comment").getBytes(StandardCharsets.ISO_8859_1);
    byte[] publicBlob = file.readLines("Public-Lines");
    SshPublicKey publicKey = readPublicKey(file.type(), publicBlob);
    PuttyEncryption encryption = PuttyEncryption.read(file, encryptionName);
    byte[] privatePart = file.readLines("Private-Lines");
    boolean complete = false;
    try {
      if (encryption.encrypted() && privatePart.length % BLOCK_LENGTH != 0) {
        throw new KeyFileException(
            Reason.MALFORMED, "broken off: the private part is not a whole number of blocks");
      }
      byte[] mac = Hex.decode(file.readField("Private-MAC"));
      file.expectEnd();
      complete = true;
      return new PuttyEnvelope(
          encryptionName, encryption, comment, publicBlob, publicKey, privatePart, mac);
    } finally {
      if (!complete) {
        Arrays.fill(privatePart, (byte) 0);
      }
    }
  }

  private static SshPublicKey readPublicKey(String type, byte[] blob) throws KeyFileException {
    try {
      SshPublicKey key = KeyTypes.readPublicKey(blob);
      if (key.type().equals(type)) {
        return key;
      }
    } catch (WireFormatException e) {
      // refused below, like a key whose type is not the file's
    }
    throw new KeyFileException(Reason.MALFORMED, "damaged: the public key can't be read");
  }

  @Override
  public String format() {
    return "PuTTY";
  }

  @Override
  public boolean encrypted() {
    return encryption.encrypted();
  }

  @Override
  public Duration derivationTime() {
    return encryption.time();
  }

  @Override
  public Optional<SshPublicKey> publicKey() {
    return Optional.of(publicKey);
  }

  @Override
  public CheckedKey open(byte[] passphrase) throws KeyFileException {
    PuttyEncryption.Keys keys = encryption.derive(passphrase);
    byte[] decrypted =
        encrypted()
            ? CbcDecryption.decrypt(
                AESEngine.newInstance(), new KeyParameter(keys.cipherKey()), keys.iv(), privatePart)
            : privatePart.clone();
    try {
      if (!MessageDigest.isEqual(mac, computeMac(keys.macKey(), decrypted))) {
        throw encrypted()
            ? new WrongPassphraseException()
            : new KeyFileException(Reason.MALFORMED, "damaged or altered: the MAC is wrong");
      }
      return read(decrypted);
    } finally {
      keys.wipe();
      Arrays.fill(decrypted, (byte) 0);
    }
  }

  /**
   * Computes the MAC over five strings of RFC 4251: type, encryption, comment, public and private
   * part.
   */
  private byte[] computeMac(byte[] key, byte[] decrypted) {
    Mac hmac = new HMac(encryption.macIsSha256() ? new SHA256Digest() : new SHA1Digest());
    hmac.init(new KeyParameter(key));
    updateString(hmac, publicKey.type().getBytes(StandardCharsets.US_ASCII));
    updateString(hmac, encryptionName.getBytes(StandardCharsets.US_ASCII));
    updateString(hmac, comment);
    updateString(hmac, publicBlob);
    updateString(hmac, decrypted);
    byte[] computed = new byte[hmac.getMacSize()];
    hmac.doFinal(computed, 0);
    return computed;
  }

  private static void updateString(Mac hmac, byte[] string) {
    for (int shift = 24; shift >= 0; shift -= 8) {
      hmac.update((byte) (string.length >>> shift));
    }
    hmac.update(string, 0, string.length);
  }

  private CheckedKey read(byte[] decrypted) throws KeyFileException {
    try (UncheckedKey key = readFields(new WireReader(decrypted))) {
      return CheckedKey.of(key, publicKey, PrintableText.of(comment));
    } catch (WireFormatException e) {
      // The exception's message is dropped: a length in it could be four bytes of the key
      throw new KeyFileException(Reason.MALFORMED, "damaged: the private part can't be read");
    }
  }

  private UncheckedKey readFields(WireReader in) throws KeyFileException {
    if (publicKey instanceof RsaPublicKey rsa) {
      BigInteger d = in.readPositiveMpint();
      BigInteger p = in.readPositiveMpint();
      BigInteger q = in.readPositiveMpint();
      BigInteger qInv = in.readPositiveMpint();
      return RsaNumbers.withoutExponents(rsa.modulus(), rsa.exponent(), d, p, q, qInv);
    }
    KeyCurve curve = KeyCurve.ofType(publicKey.type()).orElseThrow();
    return curve == KeyCurve.ED25519
        ? readEd25519(in)
        : PrivateFields.readNumber(curve, in, List.of());
  }

  /**
   * Reads the seed. To PuTTY it is a little-endian number, and old versions left out the zeros at
   * its end (put_mp_le_unsigned in its ecc-ssh.c).
   */
  private static CurveKey readEd25519(WireReader in) throws KeyFileException {
    byte[] read = in.readString();
    byte[] seed = Arrays.copyOf(read, Math.max(read.length, KeyCurve.ED25519.numberLength()));
    try {
      return CurveKey.ed25519(seed, List.of());
    } finally {
      Arrays.fill(read, (byte) 0);
      Arrays.fill(seed, (byte) 0);
    }
  }

  @Override
  public void close() {
    Arrays.fill(privatePart, (byte) 0);
  }
}
