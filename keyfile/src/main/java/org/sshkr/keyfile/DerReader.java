package org.sshkr.keyfile;

import java.math.BigInteger;
import java.util.Arrays;
import org.sshkr.keyfile.KeyFileException.Reason;

/**
 * Reads DER, and the parts of BER (ITU-T X.690) that OpenSSL accepts as DER: lengths in longer
 * forms than necessary, indefinite lengths, strings in pieces. Knows only the types that key files
 * use, and checks each length against the bytes that are left.
 */
final class DerReader {
  static final int INTEGER = 0x02;
  static final int BIT_STRING = 0x03;
  static final int OCTET_STRING = 0x04;
  static final int OBJECT_IDENTIFIER = 0x06;
  static final int SEQUENCE = 0x30;

  /** The tags [0] and [1] around a value, and [1] in place of a primitive value's own tag. */
  static final int CONTEXT_0 = 0xa0;

  static final int CONTEXT_1 = 0xa1;
  static final int PRIMITIVE_CONTEXT_1 = 0x81;

  private static final int END_OF_CONTENTS = 0x00;

  /** The value that {@link #peek} returns at the end. */
  static final int END = -1;

  private static final int CONSTRUCTED = 0x20;

  /** OpenSSL's limits (ASN1_MAX_CONSTRUCTED_NEST, ASN1_MAX_STRING_NEST). */
  private static final int MAX_DEPTH = 30;

  private static final int MAX_PIECES_DEPTH = 5;

  /** No algorithm's identifier has more than a dozen bytes; the limit keeps messages short. */
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

  /**
   * The tag of the next value, or {@link #END} if there is none. An OCTET STRING in pieces counts
   * as {@link #OCTET_STRING}.
   */
  int peek() {
    int tag = tag();
    return tag == (OCTET_STRING | CONSTRUCTED) ? OCTET_STRING : tag;
  }

  private int tag() {
    return position < limit ? bytes[position] & 0xff : END;
  }

  DerReader readSequence() throws KeyFileException {
    return readNested(SEQUENCE);
  }

  /** Reads the contents of the next value, which must have that tag. */
  DerReader readNested(int tag) throws KeyFileException {
    if (position == limit || tag() != tag) {
      throw malformed();
    }
    return readAny(MAX_DEPTH);
  }

  /** Reads the contents of the next value of any type, nested at most {@code depth} levels deep. */
  private DerReader readAny(int depth) throws KeyFileException {
    boolean constructed = (readByte() & CONSTRUCTED) != 0;
    int length = readLength();
    if (length >= 0) {
      DerReader nested = new DerReader(bytes, position, position + length);
      position += length;
      return nested;
    }
    if (!constructed || depth == 0) {
      throw malformed();
    }
    int start = position;
    while (tag() != END_OF_CONTENTS) {
      readAny(depth - 1);
    }
    DerReader nested = new DerReader(bytes, start, position);
    position++;
    if (readByte() != 0) {
      throw malformed();
    }
    return nested;
  }

  /** Reads an INTEGER that is zero or positive. */
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

  /**
   * Reads an INTEGER as OpenSSL reads the numbers of a key: unsigned, since some programs leave out
   * the zero byte before a first bit that is set, and with any number of leading zeros.
   */
  BigInteger readUnsigned() throws KeyFileException {
    DerReader value = readNested(INTEGER);
    return new BigInteger(1, bytes, value.position, value.limit - value.position);
  }

  /**
   * Reads an INTEGER from 0 to 2^31-1; returns 2^31-1 for a larger one, which the caller refuses.
   */
  int readCount() throws KeyFileException {
    BigInteger value = readInteger();
    return value.bitLength() < Integer.SIZE ? value.intValue() : Integer.MAX_VALUE;
  }

  /** Reads an OCTET STRING into a new array, which the caller wipes if it is secret. */
  byte[] readOctetString() throws KeyFileException {
    return readPieces(OCTET_STRING);
  }

  /** Reads the bytes of a BIT STRING, which must end at a whole byte. Not for secrets. */
  byte[] readBitString() throws KeyFileException {
    return wholeBytes(readPieces(BIT_STRING));
  }

  /** Reads a BIT STRING that has another tag in place of its own. */
  byte[] readBitString(int tag) throws KeyFileException {
    DerReader value = readNested(tag);
    return wholeBytes(Arrays.copyOfRange(bytes, value.position, value.limit));
  }

  // X.690, section 8.6.2.2: the first byte is the number of unused bits in the last byte
  private static byte[] wholeBytes(byte[] contents) throws KeyFileException {
    if (contents.length == 0 || contents[0] != 0) {
      throw malformed();
    }
    return Arrays.copyOfRange(contents, 1, contents.length);
  }

  private byte[] readPieces(int tag) throws KeyFileException {
    byte[] joined = new byte[limit - position];
    try {
      return Arrays.copyOf(joined, copyPieces(tag, joined, 0, MAX_PIECES_DEPTH));
    } finally {
      Arrays.fill(joined, (byte) 0);
    }
  }

  /** Copies the next value's contents to {@code to[at]}, and returns the offset after them. */
  private int copyPieces(int tag, byte[] to, int at, int depth) throws KeyFileException {
    if (tag() == tag) {
      DerReader value = readNested(tag);
      int length = value.limit - value.position;
      System.arraycopy(bytes, value.position, to, at, length);
      return at + length;
    }
    DerReader pieces = readNested(tag | CONSTRUCTED);
    if (depth == 0) {
      throw malformed();
    }
    int end = at;
    while (pieces.tag() != END) {
      end = pieces.copyPieces(tag, to, end, depth - 1);
    }
    return end;
  }

  /** Reads an OBJECT IDENTIFIER, in dotted form; each arc must be below 2^31. */
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

  /** Skips the next value, if there is one. */
  void skipOptional() throws KeyFileException {
    if (tag() != END) {
      skip();
    }
  }

  /** Skips the next value, of any type. */
  void skip() throws KeyFileException {
    readAny(MAX_DEPTH);
  }

  void expectEnd() throws KeyFileException {
    if (position != limit) {
      throw malformed();
    }
  }

  // X.690, section 8.1.3: one byte if below 128, else the number of length bytes and then these.
  // Returns -1 for the indefinite form, which ends at an end-of-contents
  private int readLength() throws KeyFileException {
    int first = readByte();
    if (first < 0x80) {
      return within(first);
    }
    int count = first & 0x7f;
    if (count == 0) {
      return -1;
    }
    long length = 0;
    for (int i = 0; i < count; i++) {
      length = (length << 8) | readByte();
      if (length > Integer.MAX_VALUE) {
        throw malformed();
      }
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

  // Without an offset or length, which in a decrypted file could be bytes of the key
  static KeyFileException malformed() {
    return new KeyFileException(Reason.MALFORMED, "damaged or broken off: not valid DER");
  }
}
