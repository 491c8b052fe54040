package org.sshkr.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sshkr.process.PeerCredentials;
import org.sshkr.server.AgentServer;
import org.sshkr.server.AgentSocket;
import org.sshkr.server.PeerCheck;
import org.sshkr.server.RawMessage;
import org.sshkr.server.ServerLimits;
import org.sshkr.ssh.agent.AddIdentity;
import org.sshkr.ssh.agent.Failure;
import org.sshkr.ssh.agent.Framing;
import org.sshkr.ssh.agent.IdentitiesAnswer;
import org.sshkr.ssh.agent.RequestIdentities;
import org.sshkr.ssh.agent.SignRequest;
import org.sshkr.ssh.agent.SignResponse;
import org.sshkr.ssh.agent.Success;
import org.sshkr.ssh.wire.Blob;

/** The server behind a real socket, with an agent that signs by echoing and can be made to wait. */
@Timeout(60)
class AgentServerTest {
  private static final Blob KEY = Blob.copyOf(new byte[] {1});
  private static final Duration IDLE = Duration.ofMillis(20);

  @TempDir private Path directory;

  private volatile CountDownLatch release = new CountDownLatch(1);
  private final Queue<String> log = new ConcurrentLinkedQueue<>();
  private final List<RawClient> clients = new ArrayList<>();
  private final Queue<Thread> workers = new ConcurrentLinkedQueue<>();
  private volatile boolean noMoreThreads;
  private AgentSocket socket;
  private AgentServer server;
  private Thread thread;

  /** Signs with the data itself; data "wait" waits for {@link #release}, "error" is an Error. */
  private final class EchoAgent extends UnsupportiveAgent {
    @Override
    public List<IdentitiesAnswer.Identity> identities(Client client) {
      return List.of(new IdentitiesAnswer.Identity(KEY, "k"));
    }

    @Override
    public SignResponse sign(SignRequest request, Client client) {
      if (request.data().equals(blob("wait"))) {
        try {
          release.await();
        } catch (InterruptedException e) {
          throw new IllegalStateException(e);
        }
      }
      if (request.data().equals(blob("error"))) {
        throw new StackOverflowError();
      }
      return new SignResponse("echo", request.data());
    }

    @Override
    public void add(RawMessage message, Client client) {
      try {
        release.await();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  private static Blob blob(String text) {
    return Blob.copyOf(text.getBytes(StandardCharsets.US_ASCII));
  }

  /** A client that sends and receives frames. */
  private static final class RawClient {
    private final SocketChannel channel;
    private final DataOutputStream out;
    private final DataInputStream in;

    RawClient(Path path) throws IOException {
      channel = SocketChannel.open(UnixDomainSocketAddress.of(path));
      out = new DataOutputStream(Channels.newOutputStream(channel));
      in = new DataInputStream(Channels.newInputStream(channel));
    }

    void send(byte[] message) throws IOException {
      out.write(frame(message));
    }

    byte[] receive() throws IOException {
      byte[] message = new byte[in.readInt()];
      in.readFully(message);
      return message;
    }

    byte[] ask(byte[] message) throws IOException {
      send(message);
      return receive();
    }
  }

  private static byte[] frame(byte[] message) {
    return ByteBuffer.allocate(4 + message.length).putInt(message.length).put(message).array();
  }

  private static byte[] sign(String data) {
    return new SignRequest(KEY, blob(data), 2).encode();
  }

  private static byte[] signed(String data) {
    return new SignResponse("echo", blob(data)).encode();
  }

  @BeforeEach
  void serve() throws IOException {
    start(channel -> new PeerCredentials(1, 2, 3), Optional.empty());
  }

  private void start(PeerCheck peerCheck, Optional<Duration> idleExit) throws IOException {
    start(peerCheck, idleExit, ServerLimits.DEFAULT);
  }

  private void start(PeerCheck peerCheck, Optional<Duration> idleExit, ServerLimits limits)
      throws IOException {
    socket = AgentSocket.bind(directory.resolve("agent"));
    server =
        new AgentServer(
            socket.channel(),
            peerCheck,
            peer -> new RequestHandler(new EchoAgent(), new Client(peer), AgentLog.to(log::add)),
            this::worker,
            log::add,
            idleExit,
            limits);
    thread = server.start();
    thread.setUncaughtExceptionHandler((t, e) -> log.add("uncaught: " + e));
  }

  private Thread worker(Runnable work) {
    if (noMoreThreads) {
      throw new OutOfMemoryError("unable to create native thread");
    }
    Thread worker = new Thread(work);
    workers.add(worker);
    return worker;
  }

  @AfterEach
  void stop() throws Exception {
    release.countDown();
    for (RawClient client : clients) {
      client.channel.close();
    }
    server.stop();
    thread.join();
    socket.close();
    assertThat(log)
        .noneMatch(line -> line.startsWith("uncaught") || line.startsWith("can't serve"));
  }

  private RawClient connect() throws IOException {
    RawClient client = new RawClient(socket.path());
    clients.add(client);
    return client;
  }

  private void assertServes(RawClient client) throws IOException {
    assertThat(client.ask(sign("still here"))).isEqualTo(signed("still here"));
  }

  @Test
  void answersRequestAfterRequest() throws Exception {
    RawClient client = connect();
    assertThat(client.ask(new RequestIdentities().encode()))
        .isEqualTo(new IdentitiesAnswer(List.of(new IdentitiesAnswer.Identity(KEY, "k"))).encode());
    assertServes(client);
    assertThat(client.ask(new byte[] {99})).isEqualTo(new Failure().encode());
    assertServes(client);
  }

  /** The process ends while a client is at work: this once printed a stack trace. */
  @Test
  void listenerThatIsClosedFirstEndsTheServer() throws Exception {
    RawClient client = connect();
    assertServes(client);
    socket.close();
    client.send(sign("this wakes the server"));
    thread.join(); // and stop() asks for no uncaught exception
  }

  @Test
  void pipelinedRequestsAreAnsweredInOrder() throws Exception {
    RawClient client = connect();
    ByteBuffer all = ByteBuffer.allocate(1 << 16);
    for (int i = 0; i < 500; i++) {
      all.put(frame(sign("request " + i)));
    }
    client.out.write(all.array(), 0, all.position());
    for (int i = 0; i < 500; i++) {
      assertThat(client.receive()).isEqualTo(signed("request " + i));
    }
  }

  @Test
  void requestMayArriveByteByByte() throws Exception {
    RawClient client = connect();
    for (byte b : frame(sign("slow"))) {
      client.out.write(b);
    }
    assertThat(client.receive()).isEqualTo(signed("slow"));
  }

  @Test
  void longestMessagesPassBothWays() throws Exception {
    RawClient client = connect();
    byte[] longest = new byte[Framing.MAX_MESSAGE];
    longest[0] = 99;
    assertThat(client.ask(longest)).isEqualTo(new Failure().encode());
    String data = "x".repeat(Framing.MAX_MESSAGE - signed("").length);
    assertThat(client.ask(sign(data))).isEqualTo(signed(data)).hasSize(Framing.MAX_MESSAGE);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, Framing.MAX_MESSAGE + 1, Integer.MAX_VALUE, -1, Integer.MIN_VALUE})
  void lengthOutOfBoundsEndsTheConnectionAtOnce(int length) throws Exception {
    RawClient bad = connect();
    RawClient good = connect();
    bad.out.writeInt(length);
    assertThatThrownBy(bad::receive).isInstanceOf(EOFException.class);
    assertServes(good);
  }

  @Test
  void silentHalfSentAndUnreadClientsDisturbNobody() throws Exception {
    connect();
    RawClient halfSent = connect();
    halfSent.out.writeInt(1000);
    halfSent.out.write(13);
    connectWithoutReading();
    RawClient waiting = connect();
    waiting.send(sign("wait"));
    assertServes(connect());
    release.countDown();
    assertThat(waiting.receive()).isEqualTo(signed("wait"));
  }

  /**
   * Asks for an answer that is longer than a socket takes (net.core.wmem_default is 212,992 bytes).
   */
  private void connectWithoutReading() throws IOException {
    connect().send(sign("y".repeat(250_000)));
  }

  @Test
  void halfClosedClientStillGetsItsAnswer() throws Exception {
    RawClient client = connect();
    client.send(sign("last"));
    client.channel.shutdownOutput();
    assertThat(client.receive()).isEqualTo(signed("last"));
    assertThatThrownBy(client::receive).isInstanceOf(EOFException.class);
  }

  @Test
  void clientThatLeavesWhileItsRequestIsAnsweredDisturbsNobody() throws Exception {
    RawClient leaving = connect();
    leaving.send(sign("wait"));
    leaving.channel.close();
    RawClient other = connect();
    assertServes(other);
    release.countDown();
    assertServes(other);
  }

  @Test
  void errorInTheAgentEndsThatConnectionAlone() throws Exception {
    RawClient bad = connect();
    RawClient good = connect();
    bad.send(sign("error"));
    assertThatThrownBy(bad::receive).isInstanceOf(EOFException.class);
    assertServes(good);
  }

  @Test
  void manyClientsAreServedSideBySide() throws Exception {
    List<RawClient> many = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      many.add(connect());
    }
    for (int round = 0; round < 3; round++) {
      for (int i = 0; i < many.size(); i++) {
        many.get(i).send(sign(round + "/" + i));
      }
      for (int i = 0; i < many.size(); i++) {
        assertThat(many.get(i).receive()).isEqualTo(signed(round + "/" + i));
      }
    }
  }

  @Test
  void refusedPeerIsDisconnectedAndLogged() throws Exception {
    stop();
    start(
        channel -> {
          throw new IOException("user 1001 is not user 1000");
        },
        Optional.empty());
    RawClient client = connect();
    assertThatThrownBy(
            () -> {
              client.send(sign("x"));
              client.receive();
            })
        .isInstanceOf(IOException.class);
    assertThat(log).contains("refused a client: user 1001 is not user 1000");
  }

  @Test
  void ownUserIsAdmitted() throws Exception {
    stop();
    start(PeerCheck.sameUserOrRoot(), Optional.empty());
    assertServes(connect());
    assertThat(log).allMatch(line -> line.startsWith("sign "));
  }

  @Test
  void idleServerEndsOnceItsLastClientIsGone() throws Exception {
    stop();
    start(channel -> new PeerCredentials(1, 2, 3), Optional.of(Duration.ofMillis(200)));
    RawClient first = connect();
    RawClient second = connect();
    assertServes(first);
    first.channel.close();
    thread.join(600); // longer than it would stay without a client
    assertThat(thread.isAlive()).isTrue();
    assertServes(second);
    second.channel.close();
    thread.join();
  }

  private void restart(ServerLimits limits) throws Exception {
    stop();
    release = new CountDownLatch(1);
    start(channel -> new PeerCredentials(1, 2, 3), Optional.empty(), limits);
  }

  @Test
  void clientsBeyondTheLimitWaitUntilOneLeavesAndTheLogSaysSoOnce() throws Exception {
    restart(
        new ServerLimits(2, 2, 2, 64, 1, 2, Duration.ofSeconds(1), IDLE, Duration.ofMinutes(1)));
    RawClient first = connect();
    RawClient second = connect();
    assertServes(first);
    assertServes(second);
    RawClient third = connect();
    third.send(sign("third"));
    assertServes(first);
    assertThat(third.in.available()).isZero();
    first.channel.close();
    assertThat(third.receive()).isEqualTo(signed("third"));
    assertServes(second);
    assertThat(log).filteredOn(line -> line.startsWith("further clients wait")).hasSize(1);
  }

  /** All workers wait, as for a person, or for a kernel that does not answer. */
  @Test
  void requestsThatWaitKeepNoOthersFromBeingAnswered() throws Exception {
    restart(
        new ServerLimits(100, 2, 8, 64, 1, 2, Duration.ofMillis(20), IDLE, Duration.ofMinutes(1)));
    List<RawClient> waiting = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      RawClient client = connect();
      client.send(sign("wait"));
      waiting.add(client);
    }
    assertServes(connect());
    release.countDown();
    for (RawClient client : waiting) {
      assertThat(client.receive()).isEqualTo(signed("wait"));
    }
    assertServes(connect());
  }

  /** The server accepted until no connection was waiting, which never happened. */
  @Test
  void floodOfConnectionsKeepsNobodyWaiting() throws Exception {
    AtomicBoolean ended = new AtomicBoolean();
    List<Thread> flood = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      Thread one =
          new Thread(
              () -> {
                while (!ended.get()) {
                  try {
                    new RawClient(socket.path()).channel.close();
                  } catch (IOException e) {
                    // the backlog is full
                  }
                }
              });
      flood.add(one);
      one.start();
    }
    RawClient client = connect();
    for (int i = 0; i < 300; i++) {
      assertServes(client);
    }
    ended.set(true);
    for (Thread one : flood) {
      one.join();
    }
  }

  /** The JVM would make the server's thread wait half a second for each of them. */
  @Test
  void longRequestsOfManyClientsAreRefusedBeforeTheJvmIsOutOfMemory() throws Exception {
    RawClient other = connect();
    ByteBuffer most = ByteBuffer.allocate(Integer.BYTES + Framing.MAX_MESSAGE - 1);
    most.putInt(0, Framing.MAX_MESSAGE);
    for (int i = 0; i < 300; i++) {
      RawClient client = connect();
      try {
        client.out.write(most.array());
      } catch (IOException e) {
        // refused in the meantime
      }
      client.channel.configureBlocking(false);
    }
    List<RawClient> refused = new ArrayList<>();
    while (refused.size() < 300 - 256) { // 256 of them make 64 MB
      clients.stream().filter(client -> client != other && isClosed(client)).forEach(refused::add);
      clients.removeAll(refused);
      Thread.onSpinWait();
    }
    assertServes(other);
    for (RawClient client : clients) {
      if (client != other) {
        client.channel.close();
      }
    }
    byte[] longest = new byte[Framing.MAX_MESSAGE];
    assertThat(connect().ask(longest)).isEqualTo(new Failure().encode());
  }

  private static boolean isClosed(RawClient client) {
    try {
      return client.channel.read(ByteBuffer.allocate(1)) < 0;
    } catch (IOException e) {
      return true;
    }
  }

  /** The JVM fails like this at a limit of address space or processes. */
  @Test
  void clientWhoseWorkerCannotBeStartedIsDroppedAndTheServerGoesOn() throws Exception {
    noMoreThreads = true;
    assertThatThrownBy(() -> connect().ask(sign("nobody is there")))
        .isInstanceOf(IOException.class);
    noMoreThreads = false;
    assertServes(connect());
    assertThat(log).contains("a request is not answered: unable to create native thread");
  }

  /** A burst of keys to be added kept a signature waiting for more than twenty seconds. */
  @Test
  void requestsThatStartProgramsTakeNoWorkerAndFewWait() throws Exception {
    restart(
        new ServerLimits(100, 2, 2, 64, 1, 2, Duration.ofSeconds(1), IDLE, Duration.ofMinutes(1)));
    List<RawClient> adding = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      RawClient client = connect();
      client.send(new byte[] {AddIdentity.TYPE});
      adding.add(client);
    }
    RawClient signing = connect();
    assertServes(signing);
    RawClient tooMany = connect();
    tooMany.send(new byte[] {AddIdentity.TYPE});
    assertThat(tooMany.receive()).isEqualTo(new Failure().encode());
    assertServes(tooMany);
    assertThat(log).contains("too many requests wait for a program to start");
    release.countDown();
    for (RawClient client : adding) {
      assertThat(client.receive()).isEqualTo(new Success().encode());
      assertServes(client);
    }
  }

  @Test
  void requestThatIsNeverAnsweredFailsAndEndsItsConnection() throws Exception {
    restart(
        new ServerLimits(100, 2, 8, 64, 1, 2, Duration.ofMillis(20), IDLE, Duration.ofMillis(100)));
    RawClient stuck = connect();
    stuck.send(sign("wait"));
    assertThat(stuck.receive()).isEqualTo(new Failure().encode());
    assertThatThrownBy(stuck::receive).isInstanceOf(EOFException.class);
    assertThat(log).contains("a request was not answered within 0 s, and fails");
    RawClient other = connect();
    assertServes(other);
    release.countDown(); // the worker's answer is dropped now
    assertServes(other);
  }

  /** Each worker takes a key of the user's quota while it lives. */
  @Test
  void workersWithNothingToDoEndThoughClientsStay() throws Exception {
    restart(
        new ServerLimits(100, 2, 8, 64, 1, 2, Duration.ofMillis(20), IDLE, Duration.ofMinutes(1)));
    connectWithoutReading();
    RawClient client = connect();
    for (int i = 0; i < 3; i++) {
      assertServes(client);
      for (Thread worker : workers) {
        worker.join();
      }
    }
    assertThat(workers).hasSizeGreaterThanOrEqualTo(3);
  }
}
