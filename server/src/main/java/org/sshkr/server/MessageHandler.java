package org.sshkr.server;

/** Answers the messages of one client, one after the other. */
public interface MessageHandler extends AutoCloseable {
  /**
   * Answers one message; never throws.
   *
   * @param message closed before this returns
   * @return the answer without its length, at most as long as a message may be
   */
  byte[] handle(RawMessage message);

  /**
   * Whether the answer starts a program, which costs more than any other answer. Such messages have
   * threads of their own, so that they don't delay signatures.
   */
  boolean startsProgram(RawMessage message);

  /**
   * Whether the answer waits for nobody and takes some milliseconds at most. While nobody else is
   * being answered, the thread that waits for all clients then finds it itself, which saves waking
   * another.
   */
  boolean isQuick(RawMessage message);

  /** The answer to a message that can't be handled, or for which {@link #handle} takes too long. */
  byte[] failure();

  /** Called when the client is gone. */
  @Override
  void close();
}
