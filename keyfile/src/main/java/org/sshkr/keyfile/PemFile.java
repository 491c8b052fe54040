package org.sshkr.keyfile;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.sshkr.keyfile.KeyFileException.Reason;

/**
 * Reads the keys in a file of PEM blocks. Skips certificates, parameters and other public blocks,
 * but refuses the whole file if it holds a private key of another kind, so that no key is left out
 * silently. The label says only that a block holds a private key; the contents tell the format,
 * since programs write {@code BEGIN RSA PRIVATE KEY} around PKCS#8.
 */
final class PemFile {
  private static final Set<String> READ_LABELS =
      Set.of(
          OpenSshEnvelope.LABEL,
          TraditionalEnvelope.RSA_LABEL,
          TraditionalEnvelope.EC_LABEL,
          Pkcs8Envelope.LABEL,
          EncryptedPkcs8Envelope.LABEL);

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

  /** Parses a block; returns null if it holds no private key. */
  private static KeyEnvelope parse(PemBlock block) throws KeyFileException {
    if (!block.label().contains("PRIVATE KEY")) {
      return null;
    }
    boolean read = READ_LABELS.contains(block.label());
    DekInfo encryption = read ? DekInfo.of(block) : null;
    if (!read && block.hasFields()) {
      throw KeyTypes.refuseLabel(block.label()); // nothing else tells
    }
    byte[] contents = block.decode();
    if (encryption != null) {
      return TraditionalEnvelope.of(block.label(), contents, encryption);
    }
    try {
      if (OpenSshEnvelope.looksLike(contents)) {
        return OpenSshEnvelope.of(contents);
      }
      if (DerFile.looksLike(contents)) {
        return DerFile.parseKey(contents);
      }
    } catch (KeyFileException e) {
      throw read || e.reason() != Reason.MALFORMED ? e : KeyTypes.refuseLabel(block.label());
    } finally {
      Arrays.fill(contents, (byte) 0);
    }
    if (!read) {
      throw KeyTypes.refuseLabel(block.label());
    }
    throw block.label().equals(OpenSshEnvelope.LABEL)
        ? OpenSshEnvelope.unknown()
        : DerReader.malformed();
  }
}
