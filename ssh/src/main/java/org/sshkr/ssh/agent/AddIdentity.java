package org.sshkr.ssh.agent;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.sshkr.ssh.key.RsaPublicKey;
import org.sshkr.ssh.key.SshCertificate;
import org.sshkr.ssh.wire.WireFormatException;

/**
 * The public parts of the two messages that hold a private key: byte 17 or 25, string key type, the
 * type's fields, string comment, and for 25 constraints (RFC 9987, section 3.2). Reads the type and
 * the length of each field, never a field's bytes.
 *
 * @param keyType such as {@code ssh-rsa}
 * @param modulusLength length in bytes of a plain RSA key's mpint n; 0 for other types
 */
public record AddIdentity(String keyType, int modulusLength) {
  /** SSH_AGENTC_ADD_IDENTITY. */
  public static final int TYPE = 17;

  /** SSH_AGENTC_ADD_ID_CONSTRAINED. */
  public static final int CONSTRAINED_TYPE = 25;

  /** Longer than any known name, in bytes. */
  private static final int MAX_KEY_TYPE = 64;

  private static final int LIFETIME = 1;
  private static final int CONFIRM = 2;
  private static final int EXTENSION = 255;

  /** n, e, d, qInv, p, q: RFC 9987, section 3.2.4. */
  private static final int RSA_FIELDS = 6;

  /** Certificate, d, qInv, p, q: sshkey_private_serialize in OpenSSH's sshkey.c. */
  private static final int RSA_CERTIFICATE_FIELDS = 5;

  /** Whether a message that begins with this byte holds a private key. */
  public static boolean isOne(int type) {
    return type == TYPE || type == CONSTRAINED_TYPE;
  }

  /**
   * Reads the type and the lengths. An RSA key's lengths are checked to the end of the message; the
   * fields of other types are not known here.
   *
   * @param message without its length; its position and limit stay unchanged
   * @throws WireFormatException if the lengths do not add up, or the type's name is malformed
   */
  public static AddIdentity read(ByteBuffer message) {
    ByteBuffer in = message.duplicate();
    int type = in.get() & 0xff;
    String keyType = keyType(in);
    if (!SshCertificate.plainAlgorithm(keyType).equals(RsaPublicKey.TYPE)) {
      return new AddIdentity(keyType, 0);
    }
    boolean certificate = SshCertificate.isType(keyType);
    // Apache MINA SSHD (Buffer.putKeyPair) sends e before n
    int longest = Math.max(skip(in), skip(in));
    for (int i = 2; i < (certificate ? RSA_CERTIFICATE_FIELDS : RSA_FIELDS); i++) {
      skip(in);
    }
    skip(in); // comment
    if (type == CONSTRAINED_TYPE) {
      skipConstraints(in);
    }
    if (in.hasRemaining()) {
      throw new WireFormatException(in.remaining() + " bytes too many");
    }
    return new AddIdentity(keyType, certificate ? 0 : longest);
  }

  private static String keyType(ByteBuffer in) {
    int length = length(in);
    if (length > MAX_KEY_TYPE) {
      throw new WireFormatException("no key type has a name of " + length + " bytes");
    }
    byte[] name = new byte[length];
    in.get(name);
    return new String(name, StandardCharsets.US_ASCII);
  }

  private static void skipConstraints(ByteBuffer in) {
    while (in.hasRemaining()) {
      switch (in.get() & 0xff) {
        case LIFETIME -> move(in, Integer.BYTES);
        case CONFIRM -> {}
        case EXTENSION -> {
          skip(in);
          skip(in);
        }
        default -> throw new WireFormatException("a constraint of an unknown type");
      }
    }
  }

  /** Skips a string and returns its length. */
  private static int skip(ByteBuffer in) {
    int length = length(in);
    move(in, length);
    return length;
  }

  private static int length(ByteBuffer in) {
    if (in.remaining() < Integer.BYTES) {
      throw new WireFormatException("ends early");
    }
    int length = in.getInt();
    if (length < 0 || length > in.remaining()) {
      // the length itself is not quoted: it could be four bytes of the key
      throw new WireFormatException("a length that is longer than the message");
    }
    return length;
  }

  private static void move(ByteBuffer in, int bytes) {
    if (in.remaining() < bytes) {
      throw new WireFormatException("ends early");
    }
    in.position(in.position() + bytes);
  }
}
