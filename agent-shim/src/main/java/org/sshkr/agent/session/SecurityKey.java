package org.sshkr.agent.session;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import org.sshkr.wire.WireReader;
import org.sshkr.wire.WireWriter;

/**
 * A FIDO key, which a CA of host certificates may be: the fields of a plain key, then string
 * application. A signature is string algorithm, string as the plain key's, byte flags, uint32
 * counter (PROTOCOL.u2f). As in ssh-agent, the flags are not judged.
 *
 * @param type as its blob and its signatures name it
 */
record SecurityKey(String type, VerificationKey plain, String application)
    implements VerificationKey {
  static SecurityKey read(String type, WireReader in) throws GeneralSecurityException {
    VerificationKey plain =
        type.startsWith("sk-ecdsa-")
            ? EcdsaKey.read("ecdsa-sha2-nistp256", in)
            : Ed25519Key.read(in);
    return new SecurityKey(type, plain, in.readText());
  }

  @Override
  public boolean verifies(byte[] data, String algorithm, WireReader rest)
      throws GeneralSecurityException {
    byte[] signature = rest.readString();
    int flags = rest.readByte();
    long counter = rest.readUint32();
    rest.expectEnd();
    if (!algorithm.equals(type)) {
      return false;
    }
    byte[] signed =
        new WireWriter()
            .writeRaw(sha256(application.getBytes(UTF_8)))
            .writeByte(flags)
            .writeUint32(counter)
            .writeRaw(sha256(data))
            .toByteArray();
    return plain instanceof EcdsaKey ecdsa
        ? ecdsa.verifiesBare(signed, new WireReader(signature))
        : ((Ed25519Key) plain).verifiesBare(signed, signature);
  }

  private static byte[] sha256(byte[] data) throws GeneralSecurityException {
    return MessageDigest.getInstance("SHA-256").digest(data);
  }
}
