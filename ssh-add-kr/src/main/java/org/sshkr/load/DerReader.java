package org.sshkr.load;

import java.math.BigInteger;
import java.util.Arrays;
import org.sshkr.load.KeyFileException.Reason;

/**
 * Reads DER (ITU-T X.690): definite lengths only, in their shortest form, each checked against what
 * is left. Only the types that key files are made of. Reading never copies a nested value.
 */
final class DerReader {
  static final int INTEGER = 0x02;
  static final int BIT_STRING = 0x03;
  static final int OCTET_STRING = 0x04;
  static final int OBJECT_IDENTIFIER = 0x06;
  static final int SEQUENCE = 0x30;

  /** What {@link #peek} returns at the end. */
  static final int END = -1;

  private static final int NULL = 0x05;

  /** No algorithm's has more than a dozen, and messages repeat it. */
  private static final int MAX_IDENTIFIER_BYTES = 32;

  private final byte[] bytes;
  private final int limit;
  private int position;

  DerReader(byte[] bytes) {
    this(bytes, 0, bytes.length);
  }

  private DerReader(byte[] bytes, int from, int limit) {
    this.bytes = bytes;
    this.position = from;
    this.limit = limit;
  }

  /** The tag of the next value, {@link #END} if there is none. */
  int peek() {
    return position < limit ? bytes[position] & 0xff : END;
  }

  DerReader readSequence() throws KeyFileException {
    return readNested(SEQUENCE);
  }

  /** The contents of the next value, which must have that tag. */
  DerReader readNested(int tag) throws KeyFileException {
    if (position == limit || peek() != tag) {
      throw malformed();
    }
    position++;
    int length = readLength();
    DerReader nested = new DerReader(bytes, position, position + length);
    position += length;
    return nested;
  }

  /** An INTEGER that is zero or positive. */
  BigInteger readInteger() throws KeyFileException {
    DerReader value = readNested(INTEGER);
    int length = value.limit - value.position;
    if (length == 0 || bytes[value.position] < 0) {
      throw malformed();
    }
    if (length > 1 && bytes[value.position] == 0 && bytes[value.position + 1] >= 0) {
      throw malformed();
    }
    return new BigInteger(bytes, value.position, length);
  }

  /** An INTEGER from 0 to 2^31-1; a larger one comes back as 2^31-1, for the caller to refuse. */
  int readCount() throws KeyFileException {
    BigInteger value = readInteger();
    return value.bitLength() < Integer.SIZE ? value.intValue() : Integer.MAX_VALUE;
  }

  /** A copy of an OCTET STRING's contents. */
  byte[] readOctetString() throws KeyFileException {
    DerReader value = readNested(OCTET_STRING);
    return Arrays.copyOfRange(bytes, value.position, value.limit);
  }

  /** An OBJECT IDENTIFIER in dotted form; each arc below 2^31. */
  String readObjectIdentifier() throws KeyFileException {
    DerReader value = readNested(OBJECT_IDENTIFIER);
    if (value.limit - value.position > MAX_IDENTIFIER_BYTES) {
      throw malformed();
    }
    StringBuilder dotted = new StringBuilder(24);
    long arc = 0;
    boolean complete = false;
    for (int i = value.position; i < value.limit; i++) {
      arc = (arc << 7) | (bytes[i] & 0x7f);
      if (arc > Integer.MAX_VALUE) {
        throw malformed();
      }
      complete = bytes[i] >= 0;
      if (complete) {
        appendArc(dotted, arc);
        arc = 0;
      }
    }
    if (!complete) {
      throw malformed();
    }
    return dotted.toString();
  }

  // The first two arcs share a number: 40 * first + second (X.690, section 8.19.4)
  private static void appendArc(StringBuilder dotted, long arc) {
    if (dotted.length() == 0) {
      long first = Math.min(arc / 40, 2);
      dotted.append(first).append('.').append(arc - first * 40);
    } else {
      dotted.append('.').append(arc);
    }
  }

  /** Skips a NULL if it is next. */
  void skipNull() throws KeyFileException {
    if (peek() == NULL) {
      readNested(NULL).expectEnd();
    }
  }

  /** Skips the next value, whatever it is. */
  void skip() throws KeyFileException {
    readNested(peek());
  }

  void expectEnd() throws KeyFileException {
    if (position != limit) {
      throw malformed();
    }
  }

  // X.690, section 8.1.3: below 128 in the byte itself, else the number of length bytes first
  private int readLength() throws KeyFileException {
    int first = readByte();
    if (first < 0x80) {
      return within(first);
    }
    int count = first & 0x7f;
    if (count == 0 || count > 4) {
      throw malformed();
    }
    long length = 0;
    for (int i = 0; i < count; i++) {
      length = (length << 8) | readByte();
    }
    if (length < 0x80 || length >>> (8 * (count - 1)) == 0) {
      throw malformed();
    }
    return within(length);
  }

  private int within(long length) throws KeyFileException {
    if (length > limit - position) {
      throw malformed();
    }
    return (int) length;
  }

  private int readByte() throws KeyFileException {
    if (position == limit) {
      throw malformed();
    }
    return bytes[position++] & 0xff;
  }

  // No offset or length is named: in a decrypted file they could be bytes of the key
  static KeyFileException malformed() {
    return new KeyFileException(Reason.MALFORMED, "damaged or broken off: not valid DER");
  }
}
