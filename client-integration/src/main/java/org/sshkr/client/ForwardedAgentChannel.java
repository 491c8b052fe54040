package org.sshkr.client;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.apache.sshd.client.channel.AbstractClientChannel;
import org.apache.sshd.common.SshConstants;
import org.apache.sshd.common.channel.ChannelOutputStream;
import org.apache.sshd.common.session.ConnectionService;
import org.apache.sshd.core.CoreModuleProperties;
import org.sshkr.ssh.agent.Framing;

/** A channel from a server to the agent that its client forwards. */
final class ForwardedAgentChannel extends AbstractClientChannel implements AgentLink {
  private final Framing frames = new Framing();
  private CompletableFuture<byte[]> awaited = new CompletableFuture<>();

  private ForwardedAgentChannel() {
    super(ForwardingChannel.TYPE);
    addCloseFutureListener(closed -> fail());
  }

  /**
   * Opens a channel.
   *
   * @throws IOException if the client refuses it
   */
  static ForwardedAgentChannel open(ConnectionService service) throws IOException {
    ForwardedAgentChannel channel = new ForwardedAgentChannel();
    service.registerChannel(channel);
    channel.open().verify(CoreModuleProperties.CHANNEL_OPEN_TIMEOUT.getRequired(channel));
    return channel;
  }

  /** Asks the client's agent, and waits as long as its user takes. */
  @Override
  public byte[] answer(byte[] request) throws IOException {
    CompletableFuture<byte[]> answer = new CompletableFuture<>();
    synchronized (frames) {
      awaited = answer;
    }
    if (isClosing()) {
      fail();
    }
    invertedIn.write(Framing.frame(request));
    invertedIn.flush();
    try {
      return answer.get();
    } catch (ExecutionException e) {
      throw new IOException(e.getCause().getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while waiting for the client's agent");
    }
  }

  private void fail() {
    synchronized (frames) {
      awaited.completeExceptionally(new IOException("the client's agent is gone"));
    }
  }

  @Override
  protected void doOpen() throws IOException {
    invertedIn =
        new ChannelOutputStream(
            this, getRemoteWindow(), log, SshConstants.SSH_MSG_CHANNEL_DATA, true);
  }

  @Override
  protected void doWriteData(byte[] data, int offset, long length) throws IOException {
    getLocalWindow().release(length);
    synchronized (frames) {
      List<byte[]> answers = frames.add(data, offset, (int) length);
      if (!answers.isEmpty() && (answers.size() > 1 || !awaited.complete(answers.get(0)))) {
        throw new IOException("the client's agent sent an answer without a request");
      }
    }
  }

  @Override
  public void handleEof() throws IOException {
    super.handleEof();
    fail();
    close(false);
  }

  /**
   * Tells the client too, which MINA's own close() does not: OpenSSH's client would wait for ever.
   */
  @Override
  public void close() {
    close(false);
  }
}
