package org.sshkr.agent;

import java.security.KeyPair;
import java.security.interfaces.RSAPrivateCrtKey;
import org.sshkr.wire.WireWriter;

/** SSH_AGENTC_ADD_IDENTITY and SSH_AGENTC_ADD_ID_CONSTRAINED of an RSA key (RFC 9987, 3.2.4). */
public final class AddMessage {
  /** Adds a key. */
  public static final int ADD_IDENTITY = 17;

  /** Adds a key with what constrains it, which follows the comment. */
  public static final int ADD_ID_CONSTRAINED = 25;

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
