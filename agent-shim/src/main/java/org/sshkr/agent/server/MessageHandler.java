package org.sshkr.agent.server;

/** Answers the messages of one client, one after the other. */
public interface MessageHandler extends AutoCloseable {
  /**
   * The answer to one message; never throws.
   *
   * @param message closed before this returns
   * @return without its length, at most as long as a message may be
   */
  byte[] handle(RawMessage message);

  /**
   * Whether the answer takes a program of its own, whose start costs more than any other answer:
   * such messages have threads of their own, and keep nobody waiting who wants a signature.
   */
  boolean startsProgram(RawMessage message);

  /** The answer to a message that can't be handled; also where {@link #handle} takes too long. */
  byte[] failure();

  /** The client is gone. */
  @Override
  void close();
}
