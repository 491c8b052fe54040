package org.sshkr.keyfile;

import java.util.List;
import org.sshkr.keyfile.KeyFileException.Reason;

/**
 * A file that is one DER value. It has no label; the types of its first elements tell the format:
 *
 * <pre>
 * INTEGER, INTEGER, ...            PKCS#1, or a DSA key if there are 6 of them
 * INTEGER, SEQUENCE, OCTET STRING  PKCS#8 (PKCS#12 if the INTEGER is 3)
 * INTEGER, OCTET STRING, ...       SEC 1 (an ECDSA key)
 * SEQUENCE, OCTET STRING           encrypted PKCS#8
 * SEQUENCE, BIT STRING             public key
 * SEQUENCE, SEQUENCE, BIT STRING   certificate
 * </pre>
 */
final class DerFile {
  private static final int DSA_INTEGERS = 6;

  private DerFile() {}

  static boolean looksLike(byte[] contents) {
    return contents.length > 0 && contents[0] == DerReader.SEQUENCE;
  }

  static KeyFile parse(byte[] contents) throws KeyFileException {
    return new KeyFile(List.of(parseKey(contents)));
  }

  /** Parses the key in these bytes, which stay the caller's. */
  static KeyEnvelope parseKey(byte[] contents) throws KeyFileException {
    return parse(new DerReader(contents).readSequence(), contents);
  }

  private static KeyEnvelope parse(DerReader in, byte[] contents) throws KeyFileException {
    if (in.peek() == DerReader.INTEGER) {
      return parsePrivate(in, contents);
    }
    if (in.peek() == DerReader.SEQUENCE) {
      in.skip();
      return switch (in.peek()) {
        case DerReader.OCTET_STRING -> EncryptedPkcs8Envelope.of(contents);
        case DerReader.BIT_STRING -> throw KeyTypes.publicKey();
        case DerReader.SEQUENCE -> throw KeyTypes.refuseLabel("CERTIFICATE");
        default -> throw unknown();
      };
    }
    throw unknown();
  }

  private static KeyEnvelope parsePrivate(DerReader in, byte[] contents) throws KeyFileException {
    int version = in.readCount();
    return switch (in.peek()) {
      case DerReader.SEQUENCE -> parsePkcs8(version, contents);
      case DerReader.OCTET_STRING -> TraditionalEnvelope.ofSec1(contents.clone());
      case DerReader.INTEGER -> parseIntegers(in, contents);
      default -> throw unknown();
    };
  }

  private static KeyEnvelope parsePkcs8(int version, byte[] contents) throws KeyFileException {
    if (version == 3) {
      throw new KeyFileException(
          Reason.UNSUPPORTED_ENCODING,
          "PKCS#12 file; extract its key with: openssl pkcs12 -nocerts");
    }
    return Pkcs8Envelope.of(contents.clone());
  }

  private static KeyEnvelope parseIntegers(DerReader in, byte[] contents) throws KeyFileException {
    int integers = 1;
    while (in.peek() == DerReader.INTEGER) {
      in.skip();
      integers++;
    }
    if (integers == DSA_INTEGERS) {
      throw KeyTypes.refuseLabel("DSA PRIVATE KEY");
    }
    if (integers == 2) {
      throw KeyTypes.publicKey();
    }
    return TraditionalEnvelope.ofPkcs1(contents.clone());
  }

  private static KeyFileException unknown() {
    return new KeyFileException(Reason.MALFORMED, "DER, but no private key");
  }
}
