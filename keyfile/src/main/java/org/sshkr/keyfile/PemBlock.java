package org.sshkr.keyfile;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.sshkr.keyfile.KeyFileException.Reason;

/**
 * One block of textual encoding (RFC 7468), with the header fields that RFC 1421 allows after its
 * first line and OpenSSL still writes:
 *
 * <pre>
 * -----BEGIN label-----
 * Name: value         } optional, ended by an empty line
 *
 * Base64 lines
 * -----END label-----
 * </pre>
 *
 * Lines end in LF, CR LF or CR. Blanks at the end of a line are ignored, and so is other text
 * around the blocks. A block refers to the file's bytes: nothing is decoded before {@link #decode}.
 */
final class PemBlock {
  private static final byte[] BEGIN = "-----BEGIN ".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] END = "-----END ".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] DASHES = "-----".getBytes(StandardCharsets.US_ASCII);

  private final String label;
  private final TextLines header;
  private final TextLines body;

  private PemBlock(String label, TextLines header, TextLines body) {
    this.label = label;
    this.header = header;
    this.body = body;
  }

  /** Finds all blocks of a file, in order; the list is empty if no line begins a block. */
  static List<PemBlock> findAll(byte[] contents) throws KeyFileException {
    List<PemBlock> blocks = new ArrayList<>(1);
    TextLines lines = TextLines.ofAscii(contents);
    while (lines.next()) {
      if (beginsBlock(lines)) {
        blocks.add(read(lines, lines.text(BEGIN.length, DASHES.length)));
      }
    }
    return blocks;
  }

  /**
   * Whether the line is a BEGIN line and nothing else. In a file whose line breaks are lost, the
   * whole key would be taken for the label.
   */
  private static boolean beginsBlock(TextLines lines) {
    return lines.startsWith(BEGIN)
        && lines.endsWith(DASHES)
        && !lines.contains(DASHES, BEGIN.length, DASHES.length);
  }

  private static PemBlock read(TextLines lines, String label) throws KeyFileException {
    int headerStart = lines.end();
    int bodyStart = headerStart;
    boolean inHeader = true;
    while (lines.next()) {
      if (lines.startsWith(END)) {
        if (!lines.endsWith(DASHES) || !lines.text(END.length, DASHES.length).equals(label)) {
          throw new KeyFileException(
              Reason.MALFORMED, "the END line does not match the BEGIN line");
        }
        return new PemBlock(
            label, lines.section(headerStart, bodyStart), lines.section(bodyStart, lines.start()));
      }
      if (inHeader) {
        // A field (Base64 has no colon), or the empty line after the last one
        if (lines.isEmpty() || lines.contains(':')) {
          bodyStart = lines.end();
        } else {
          inHeader = false;
        }
      }
    }
    throw new KeyFileException(Reason.MALFORMED, "broken off: the END line is missing");
  }

  /** The label, such as {@code RSA PRIVATE KEY}. */
  String label() {
    return label;
  }

  /** Whether the block has header fields. */
  boolean hasFields() {
    return header.from() < header.to();
  }

  /** The value of a header field, or null if the block has no such field. */
  String field(String name) {
    byte[] prefix = (name + ":").getBytes(StandardCharsets.US_ASCII);
    TextLines fields = header.restart();
    while (fields.next()) {
      if (fields.startsWith(prefix)) {
        return fields.text(prefix.length, 0).strip();
      }
    }
    return null;
  }

  /** Decodes the block's bytes into a new array, which the caller wipes. */
  byte[] decode() throws KeyFileException {
    return Base64Decoder.decode(body.bytes(), body.from(), body.to());
  }
}
