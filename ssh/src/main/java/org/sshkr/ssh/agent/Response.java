package org.sshkr.ssh.agent;

import org.sshkr.ssh.wire.WireFormatException;
import org.sshkr.ssh.wire.WireReader;

/** An agent's answer: RFC 9987, section 3. */
public sealed interface Response
    permits ExtensionFailure, ExtensionResponse, Failure, IdentitiesAnswer, SignResponse, Success {
  /** The message without its length: the type byte, then the contents. */
  byte[] encode();

  /**
   * Reads a message without its length.
   *
   * @throws WireFormatException if its type is unknown, or if its contents end early or late
   */
  static Response decode(byte[] message) {
    WireReader in = new WireReader(message);
    int type = in.readByte();
    Response response =
        switch (type) {
          case Failure.TYPE -> new Failure();
          case ExtensionFailure.TYPE -> new ExtensionFailure();
          case ExtensionResponse.TYPE -> ExtensionResponse.decode(in);
          case Success.TYPE -> new Success();
          case IdentitiesAnswer.TYPE -> IdentitiesAnswer.decode(in);
          case SignResponse.TYPE -> SignResponse.decode(in);
          default -> throw new WireFormatException("unknown response type " + type);
        };
    in.expectEnd();
    return response;
  }
}
