package org.sshkr.ssh.agent;

import java.security.KeyPair;
import java.security.interfaces.RSAPrivateCrtKey;
import org.sshkr.ssh.wire.WireWriter;

/** SSH_AGENTC_ADD_IDENTITY and SSH_AGENTC_ADD_ID_CONSTRAINED of an RSA key (RFC 9987, 3.2.4). */
public final class AddMessage {
  private AddMessage() {}

  /** The message from its type to the comment. */
  public static WireWriter of(int type, KeyPair pair, String comment) {
    RSAPrivateCrtKey key = (RSAPrivateCrtKey) pair.getPrivate();
    return new WireWriter()
        .writeByte(type)
        .writeText("ssh-rsa")
        .writeMpint(key.getModulus())
        .writeMpint(key.getPublicExponent())
        .writeMpint(key.getPrivateExponent())
        .writeMpint(key.getCrtCoefficient())
        .writeMpint(key.getPrimeP())
        .writeMpint(key.getPrimeQ())
        .writeText(comment);
  }
}
