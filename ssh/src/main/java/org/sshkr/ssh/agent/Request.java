package org.sshkr.ssh.agent;

import org.sshkr.ssh.wire.Blob;
import org.sshkr.ssh.wire.WireFormatException;
import org.sshkr.ssh.wire.WireReader;

/** A request from a client to an agent: RFC 9987, section 3. */
public sealed interface Request
    permits Extension,
        PassphraseRequest,
        RemoveAllIdentities,
        RemoveIdentity,
        RequestIdentities,
        SignRequest,
        UnknownRequest {
  /** The message's first byte. */
  int type();

  /** The message without its length: the type byte, then the contents. */
  byte[] encode();

  /**
   * Reads a message without its length.
   *
   * @throws WireFormatException if it is empty, or if a known type's contents end early or late
   */
  static Request decode(byte[] message) {
    WireReader in = new WireReader(message);
    int type = in.readByte();
    Request request =
        switch (type) {
          case RequestIdentities.TYPE -> new RequestIdentities();
          case SignRequest.TYPE -> SignRequest.decode(in);
          case RemoveIdentity.TYPE -> RemoveIdentity.decode(in);
          case RemoveAllIdentities.TYPE -> new RemoveAllIdentities();
          case Extension.TYPE -> Extension.decode(in);
          case Lock.TYPE -> Lock.decode(in);
          case Unlock.TYPE -> Unlock.decode(in);
          default -> new UnknownRequest(type, Blob.copyOf(in.readRest()));
        };
    in.expectEnd();
    return request;
  }
}
