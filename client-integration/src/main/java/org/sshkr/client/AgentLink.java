package org.sshkr.client;

import java.io.Closeable;
import java.io.IOException;

/** Answers the messages of the agent protocol, one at a time. */
interface AgentLink extends Closeable {
  /**
   * Answers a message.
   *
   * @param request a message without its length
   * @return the answer without its length
   * @throws IOException if there is no answer, now or to any later message
   */
  byte[] answer(byte[] request) throws IOException;
}
