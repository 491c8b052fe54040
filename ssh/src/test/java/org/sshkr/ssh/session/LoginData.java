package org.sshkr.ssh.session;

import org.sshkr.ssh.wire.Blob;
import org.sshkr.ssh.wire.WireWriter;

/** The data of a request to log in; a test may set each field to a wrong value. */
public record LoginData(
    Blob sessionId,
    int type,
    String user,
    String service,
    String method,
    int hasSignature,
    String algorithm,
    Blob key) {
  static final String HOSTBOUND = "publickey-hostbound-v00@openssh.com";

  /** The data that a client sends, with an RSA key. */
  public static LoginData of(Blob sessionId, String user, Blob key) {
    return new LoginData(
        sessionId, 50, user, "ssh-connection", "publickey", 1, "rsa-sha2-512", key);
  }

  /** Encodes it without a host key. */
  public Blob plain() {
    return TestHost.blob(fields(method));
  }

  /** Encodes it with a host key, as publickey-hostbound-v00@openssh.com. */
  Blob hostbound(Blob hostKey) {
    return TestHost.blob(fields(HOSTBOUND).writeString(hostKey.toByteArray()));
  }

  private WireWriter fields(String name) {
    return new WireWriter()
        .writeString(sessionId.toByteArray())
        .writeByte(type)
        .writeText(user)
        .writeText(service)
        .writeText(name)
        .writeByte(hasSignature)
        .writeText(algorithm)
        .writeString(key.toByteArray());
  }
}
