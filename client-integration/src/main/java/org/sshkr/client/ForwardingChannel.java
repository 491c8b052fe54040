package org.sshkr.client;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.apache.sshd.client.channel.PtyCapableChannelSession;
import org.apache.sshd.client.future.DefaultOpenFuture;
import org.apache.sshd.client.future.OpenFuture;
import org.apache.sshd.client.session.ClientConnectionService;
import org.apache.sshd.common.Closeable;
import org.apache.sshd.common.SshConstants;
import org.apache.sshd.common.channel.Channel;
import org.apache.sshd.common.channel.ChannelFactory;
import org.apache.sshd.common.channel.ChannelOutputStream;
import org.apache.sshd.common.channel.exception.SshChannelOpenException;
import org.apache.sshd.common.session.Session;
import org.apache.sshd.common.util.buffer.Buffer;
import org.apache.sshd.server.channel.AbstractServerChannel;
import org.sshkr.ssh.agent.Framing;

/**
 * A server's channel to the client's agent (draft-ietf-sshm-ssh-agent, "auth-agent@openssh.com").
 * It is refused unless the client itself asked for forwarding in that session. Requests are
 * answered on a thread that lives while there are any, since a signature takes time and MINA's
 * reader must not wait for it; unanswered requests count against the channel's window, which limits
 * how much a server can have pending.
 */
final class ForwardingChannel extends AbstractServerChannel {
  static final String TYPE = "auth-agent@openssh.com";
  private static final long IDLE_SECONDS = 1;

  /** Creates the link that answers the server of a session. */
  interface Links {
    AgentLink open(Session session) throws IOException;
  }

  private final Links links;
  private final Framing frames = new Framing();
  private final ThreadPoolExecutor thread =
      new ThreadPoolExecutor(
          1,
          1,
          IDLE_SECONDS,
          TimeUnit.SECONDS,
          new LinkedBlockingQueue<>(),
          task -> {
            Thread made = new Thread(task, "agent-forwarding");
            made.setDaemon(true);
            return made;
          });

  private OutputStream out;
  private AgentLink link;

  private ForwardingChannel(Links links) {
    super("", List.of(), null);
    this.links = links;
    thread.allowCoreThreadTimeOut(true);
  }

  /** Creates channels for a client whose sessions may have them. */
  static ChannelFactory factory(Links links) {
    return new ChannelFactory() {
      @Override
      public String getName() {
        return TYPE;
      }

      @Override
      public Channel createChannel(Session session) {
        return new ForwardingChannel(links);
      }
    };
  }

  @Override
  protected OpenFuture doInit(Buffer buffer) {
    OpenFuture opened = new DefaultOpenFuture(this, this);
    try {
      if (!isAskedFor()) {
        throw new SshChannelOpenException(
            getChannelId(),
            SshConstants.SSH_OPEN_ADMINISTRATIVELY_PROHIBITED,
            "this session forwards no agent");
      }
      link = links.open(getSession());
      out =
          new ChannelOutputStream(
              this, getRemoteWindow(), log, SshConstants.SSH_MSG_CHANNEL_DATA, true);
      signalChannelOpenSuccess();
      opened.setOpened();
    } catch (IOException | RuntimeException e) {
      signalChannelOpenFailure(e);
      opened.setException(e);
    }
    return opened;
  }

  private boolean isAskedFor() {
    Collection<Channel> channels =
        getSession().getService(ClientConnectionService.class).getChannels();
    return channels.stream()
        .anyMatch(
            one -> one instanceof PtyCapableChannelSession asking && asking.isAgentForwarding());
  }

  @Override
  protected void doWriteData(byte[] data, int offset, long length) throws IOException {
    List<byte[]> requests = frames.add(data, offset, (int) length);
    try {
      thread.execute(() -> answer(requests, length));
    } catch (RejectedExecutionException e) {
      // closed in the meantime
    }
  }

  private void answer(List<byte[]> requests, long length) {
    try {
      for (byte[] request : requests) {
        out.write(Framing.frame(link.answer(request)));
        out.flush();
      }
      getLocalWindow().release(length);
    } catch (IOException e) {
      log.warn("a forwarded agent is closed: {}", e.getMessage());
      close(false);
    }
  }

  @Override
  protected void doWriteExtendedData(byte[] data, int offset, long length) throws IOException {
    throw new IOException("an agent's channel has no extended data");
  }

  @Override
  public void handleEof() throws IOException {
    super.handleEof();
    close(false);
  }

  @Override
  protected Closeable getInnerCloseable() {
    return builder().close(super.getInnerCloseable()).run(toString(), this::end).build();
  }

  private void end() {
    thread.shutdownNow();
    if (link != null) {
      try {
        link.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
