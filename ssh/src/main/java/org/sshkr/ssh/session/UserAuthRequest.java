package org.sshkr.ssh.session;

import java.util.Optional;
import org.sshkr.ssh.wire.Blob;
import org.sshkr.ssh.wire.WireFormatException;
import org.sshkr.ssh.wire.WireReader;

/**
 * The data that a client signs to log in: string session identifier, byte 50, string user, string
 * service, string method, bool 1, string algorithm, string key, and for {@code
 * publickey-hostbound-v00@openssh.com} string host key. RFC 4252, section 7; OpenSSH's PROTOCOL,
 * section 3.1.
 *
 * @param sessionId not empty
 * @param user on the server
 * @param algorithm of the signature, or of the certificate
 * @param key public key blob or certificate that signs
 * @param hostKey of the server, if the client sends it
 */
public record UserAuthRequest(
    Blob sessionId, String user, String algorithm, Blob key, Optional<Blob> hostKey) {
  private static final int SSH_MSG_USERAUTH_REQUEST = 50;
  private static final String RSA = "ssh-rsa";
  private static final String RSA_CERTIFICATE = "ssh-rsa-cert-v01@openssh.com";

  /** Parses {@code data}; empty if it is something else, such as a signed file. */
  public static Optional<UserAuthRequest> parse(Blob data) {
    try {
      return Optional.of(read(new WireReader(data.toByteArray())));
    } catch (WireFormatException e) {
      return Optional.empty();
    }
  }

  private static UserAuthRequest read(WireReader in) {
    Blob sessionId = Blob.copyOf(in.readString());
    require(sessionId.length() > 0);
    require(in.readByte() == SSH_MSG_USERAUTH_REQUEST);
    String user = in.readText();
    require(user.indexOf(0) < 0); // a program in C would end the name at this byte
    require(in.readText().equals("ssh-connection"));
    String method = in.readText();
    require(in.readByte() == 1); // a signature follows
    String algorithm = in.readText();
    Blob key = Blob.copyOf(in.readString());
    Optional<Blob> hostKey = Optional.empty();
    if (method.equals("publickey-hostbound-v00@openssh.com")) {
      hostKey = Optional.of(Blob.copyOf(in.readString()));
    } else {
      require(method.equals("publickey"));
    }
    in.expectEnd();
    return new UserAuthRequest(sessionId, user, algorithm, key, hostKey);
  }

  private static void require(boolean condition) {
    if (!condition) {
      throw new WireFormatException("not a publickey authentication request");
    }
  }

  /** Whether the request is for a signature by this key, with an algorithm that the key has. */
  boolean isSignedBy(Blob signer) {
    if (!signer.equals(key)) {
      return false;
    }
    try {
      String type = new WireReader(signer.toByteArray()).readText();
      return switch (algorithm) {
        case "rsa-sha2-256", "rsa-sha2-512" -> type.equals(RSA);
        case "rsa-sha2-256-cert-v01@openssh.com", "rsa-sha2-512-cert-v01@openssh.com" ->
            type.equals(RSA_CERTIFICATE);
        default -> type.equals(algorithm);
      };
    } catch (WireFormatException e) {
      return false;
    }
  }
}
