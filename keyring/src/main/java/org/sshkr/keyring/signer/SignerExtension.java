package org.sshkr.keyring.signer;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.sshkr.keyring.LockRecord;
import org.sshkr.ssh.agent.Extension;
import org.sshkr.ssh.agent.ExtensionResponse;
import org.sshkr.ssh.agent.Response;
import org.sshkr.ssh.wire.Blob;
import org.sshkr.ssh.wire.WireReader;
import org.sshkr.ssh.wire.WireWriter;

/**
 * The extensions of the agent protocol that ssh-signer-kr supports, and their encoding. The answer
 * is SSH_AGENT_EXTENSION_RESPONSE (RFC 9987, section 3.8): the extension's name, then its contents.
 */
public final class SignerExtension {
  /**
   * Lists the peer's entries with everything recorded about them. No contents; {@link #LOCKED} is
   * the answer while they are locked.
   */
  public static final String ENTRIES = "entries@ssh-kr";

  /**
   * Opens an inbox for one entry, which ends with the connection or after a few seconds. No
   * contents; the answer is the inbox's serial.
   */
  public static final String INBOX = "inbox@ssh-kr";

  /** Takes an entry out of the inbox. The contents are the serials of its two kernel keys. */
  public static final String TAKE = "take@ssh-kr";

  /**
   * Locks the peer's keys. The contents are the serial of a kernel key in the inbox, which holds a
   * {@link LockRecord}.
   */
  public static final String LOCK = "lock@ssh-kr";

  /** Removes all keys of the peer, locked or not, and then the lock. No contents. */
  public static final String REMOVE_LOCKED = "remove-locked@ssh-kr";

  /**
   * The name of an answer to {@link #ENTRIES}: the keys are locked. The contents are the time in
   * milliseconds until the next attempt to unlock them is not refused.
   */
  private static final String LOCKED = "locked@ssh-kr";

  /**
   * Signs a digest with an RSA key: contents are a {@link DigestRequest}. The answer is string
   * signature.
   */
  public static final String SIGN_DIGEST = "sign-digest@ssh-kr";

  /**
   * Signs with exactly one entry, not with one that has replaced it: contents are an {@link
   * EntryRequest}. The answer is that to a sign request.
   */
  public static final String SIGN = "sign@ssh-kr";

  /** Removes the login keys of a user, for root and that user: contents are the uid. */
  public static final String LOGOUT = "logout@ssh-kr";

  /** Asks for a {@link SignerStatus}. No contents. */
  public static final String STATUS = "status@ssh-kr";

  private SignerExtension() {}

  /** Makes a request whose contents are 32-bit numbers. */
  public static Extension request(String name, long... numbers) {
    return new Extension(name, numbers(numbers));
  }

  /** Makes an answer whose contents are 32-bit numbers. */
  public static ExtensionResponse response(String name, long... numbers) {
    return new ExtensionResponse(name, numbers(numbers));
  }

  private static Blob numbers(long... numbers) {
    WireWriter out = new WireWriter();
    for (long number : numbers) {
      out.writeUint32(number);
    }
    return Blob.copyOf(out.toByteArray());
  }

  /** Reads contents that are exactly {@code count} 32-bit numbers. */
  public static long[] numbers(Blob contents, int count) {
    WireReader in = new WireReader(contents.toByteArray());
    long[] numbers = new long[count];
    for (int i = 0; i < count; i++) {
      numbers[i] = in.readUint32();
    }
    in.expectEnd();
    return numbers;
  }

  /** The answer to {@link #SIGN_DIGEST}. */
  public static ExtensionResponse signature(byte[] signature) {
    return new ExtensionResponse(
        SIGN_DIGEST, Blob.copyOf(new WireWriter().writeString(signature).toByteArray()));
  }

  /** Reads {@link #signature}. */
  static byte[] signature(Blob contents) {
    WireReader in = new WireReader(contents.toByteArray());
    byte[] signature = in.readString();
    in.expectEnd();
    return signature;
  }

  /** The answer to {@link #ENTRIES}: uint32 count, then string entry and uint32 serial of each. */
  public static ExtensionResponse entries(List<SignerEntry> entries) {
    WireWriter out = new WireWriter().writeUint32(entries.size());
    for (SignerEntry entry : entries) {
      out.writeString(entry.key().encode()).writeUint32(Integer.toUnsignedLong(entry.serial()));
    }
    return new ExtensionResponse(ENTRIES, Blob.copyOf(out.toByteArray()));
  }

  /** The answer to {@link #ENTRIES} while the keys are locked. */
  public static ExtensionResponse locked(Duration delay) {
    return response(LOCKED, delay.toMillis() + 1); // rounded up
  }

  /** The delay of {@link #locked}; empty if this is another answer. */
  static Optional<Duration> delay(Response answer) {
    return answer instanceof ExtensionResponse response && response.name().equals(LOCKED)
        ? Optional.of(Duration.ofMillis(numbers(response.contents(), 1)[0]))
        : Optional.empty();
  }

  /** Reads the contents of the answer to {@link #ENTRIES}. */
  public static List<SignerEntry> entries(Blob contents) {
    WireReader in = new WireReader(contents.toByteArray());
    long count = in.readUint32();
    List<SignerEntry> entries = new ArrayList<>();
    for (long i = 0; i < count; i++) {
      SleepingKey key = SleepingKey.decode(in.readString());
      entries.add(new SignerEntry(key, (int) in.readUint32()));
    }
    in.expectEnd();
    return entries;
  }
}
