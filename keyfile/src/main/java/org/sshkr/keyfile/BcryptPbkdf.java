package org.sshkr.keyfile;

import java.time.Duration;
import org.bouncycastle.crypto.generators.BCrypt;
import org.sshkr.keyfile.KeyFileException.Reason;
import org.sshkr.ssh.wire.WireFormatException;
import org.sshkr.ssh.wire.WireReader;

/** The key derivation of OpenSSH's key files: OpenBSD's bcrypt_pbkdf(3). */
final class BcryptPbkdf implements KeyDerivation {
  /** The name in the file. */
  static final String NAME = "bcrypt";

  private final byte[] salt;
  private final int rounds;
  private final Duration time;

  /**
   * @param salt 1 to 65535 bytes; ssh-keygen writes 16
   * @param rounds 1 to {@link KdfLimits#BCRYPT_ROUNDS}
   */
  private BcryptPbkdf(byte[] salt, int rounds, Duration time) {
    this.salt = salt;
    this.rounds = rounds;
    this.time = time;
  }

  /** Reads the kdfoptions: string salt, uint32 rounds (PROTOCOL.key, section 2). */
  static BcryptPbkdf of(byte[] options) throws KeyFileException {
    try {
      WireReader in = new WireReader(options);
      byte[] salt = in.readString();
      long rounds = in.readUint32();
      in.expectEnd();
      if (salt.length == 0) {
        throw new KeyFileException(Reason.MALFORMED, "the bcrypt salt is empty");
      }
      return new BcryptPbkdf(salt, (int) rounds, KdfLimits.bcrypt(rounds));
    } catch (WireFormatException e) {
      throw new KeyFileException(Reason.MALFORMED, "the bcrypt options are damaged");
    }
  }

  @Override
  public Duration time() {
    return time;
  }

  @Override
  public byte[] derive(byte[] passphrase, int length) throws KeyFileException {
    if (passphrase.length == 0) {
      // bcrypt_pbkdf(3) refuses an empty passphrase, so ssh-keygen can't have used one
      throw new WrongPassphraseException();
    }
    return BCrypt.pbkdfGenerate(passphrase, salt, rounds, length);
  }
}
