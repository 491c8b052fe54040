package org.sshkr.load;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The keys in a file of PEM blocks. Certificates, parameters and other public blocks beside a key
 * are passed over; a private key of another kind refuses the file, so that none of its keys is
 * loaded and another one silently left out.
 */
final class PemFile {
  private PemFile() {}

  static KeyFile parse(List<PemBlock> blocks) throws KeyFileException {
    List<KeyEnvelope> keys = new ArrayList<>(1);
    boolean complete = false;
    try {
      for (PemBlock block : blocks) {
        KeyEnvelope key = parse(block);
        if (key != null) {
          keys.add(key);
        }
      }
      if (keys.isEmpty()) {
        throw KeyTypes.refuseLabel(blocks.get(0).label());
      }
      complete = true;
      return new KeyFile(keys);
    } finally {
      if (!complete) {
        for (KeyEnvelope key : keys) {
          key.close();
        }
      }
    }
  }

  /** Null for a block that holds no private key. */
  private static KeyEnvelope parse(PemBlock block) throws KeyFileException {
    return switch (block.label()) {
      case OpenSshEnvelope.LABEL -> parseOpenSsh(block);
      case Pkcs1Envelope.LABEL -> Pkcs1Envelope.of(block);
      case Pkcs8Envelope.LABEL -> Pkcs8Envelope.of(block.decode());
      case EncryptedPkcs8Envelope.LABEL -> EncryptedPkcs8Envelope.of(block.decode());
      default -> passOver(block.label());
    };
  }

  private static KeyEnvelope passOver(String label) throws KeyFileException {
    if (label.contains("PRIVATE KEY")) {
      throw KeyTypes.refuseLabel(label);
    }
    return null;
  }

  private static KeyEnvelope parseOpenSsh(PemBlock block) throws KeyFileException {
    byte[] container = block.decode();
    try {
      return OpenSshEnvelope.of(container);
    } finally {
      Arrays.fill(container, (byte) 0);
    }
  }
}
