package org.sshkr.evidence;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The JVM's crash report, hs_err_pidN.log, which shows memory as hexadecimal text. */
final class HsErr {
  /** 16 digits are a word of a stack or a register, 2 are a byte. */
  private static final Pattern HEX = Pattern.compile("\\b(?:0x)?([0-9a-f]{16}|[0-9a-f]{2})\\b");

  private HsErr() {}

  /** The memory that it shows, followed by its text. */
  static byte[] memory(Path file) throws IOException {
    String text = Files.readString(file, StandardCharsets.ISO_8859_1);
    ByteBuffer bytes = ByteBuffer.allocate(2 * text.length()).order(ByteOrder.LITTLE_ENDIAN);
    for (Matcher hex = HEX.matcher(text); hex.find(); ) {
      long value = Long.parseUnsignedLong(hex.group(1), 16);
      if (hex.group(1).length() == 16) {
        bytes.putLong(value);
      } else {
        bytes.put((byte) value);
      }
    }
    bytes.put(text.getBytes(StandardCharsets.ISO_8859_1));
    byte[] all = new byte[bytes.position()];
    bytes.flip().get(all);
    return all;
  }
}
