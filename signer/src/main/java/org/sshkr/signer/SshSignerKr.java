package org.sshkr.signer;

import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.sshkr.console.GetOpt;
import org.sshkr.console.Terminal;
import org.sshkr.console.TimeFormat;
import org.sshkr.console.UsageException;
import org.sshkr.console.Version;
import org.sshkr.keyring.KeyringException;
import org.sshkr.keyring.KeyringSelector;
import org.sshkr.keyring.signer.SignerKeyring;
import org.sshkr.keyring.signer.SignerSocket;
import org.sshkr.keyring.signer.SignerStatus;
import org.sshkr.process.Hardening;
import org.sshkr.process.PeerCredentials;
import org.sshkr.process.SecretPage;
import org.sshkr.server.AgentServer;
import org.sshkr.server.AgentSocket;
import org.sshkr.server.ServerLimits;

/**
 * The program ssh-signer-kr, which signs for all users with keys that sleep in the kernel. The exit
 * status is 0, or 1 on any error.
 */
public final class SshSignerKr {
  private static final String USAGE =
      """
      usage: ssh-signer-kr [--socket path] [--idle-exit time] [--keyring name]
             ssh-signer-kr --logout uid
             ssh-signer-kr --help | --version

      Signs with Ed25519, ECDSA and RSA keys that sleep in the kernel, for whoever the kernel says a
      client is. Started by systemd, which hands it its socket as standard input.

        --socket path     listen on this socket instead
        --idle-exit time  end after this time without a client, such as 5m; default: never
        --keyring name    keep the keys in this keyring instead of the signer's own, for trials
        --logout uid      tell the running signer that this user has logged out; it then removes
                          the user's login keys\
      """;

  /**
   * The most connections of one user, so that no user can take all of {@link ServerLimits#clients}.
   */
  private static final int CLIENTS_OF_ONE_USER = 128;

  /** The most connections of one user once half of all places are taken. */
  private static final int CLIENTS_WHEN_CROWDED = 8;

  /** The uid that the kernel reports for a user of another user namespace that it can't map. */
  private static final long OVERFLOW_UID = 65534;

  private final Terminal terminal;
  private final Map<Long, Integer> clients = new ConcurrentHashMap<>();
  private final AtomicInteger allClients = new AtomicInteger();

  private Optional<Path> socket = Optional.empty();
  private Optional<Duration> idleExit = Optional.empty();
  private KeyringSelector keyring = KeyringSelector.SIGNER;

  private SshSignerKr(Terminal terminal) {
    this.terminal = terminal;
  }

  public static void main(String[] args) {
    Terminal terminal = Terminal.of("ssh-signer-kr");
    int status;
    try {
      status = new SshSignerKr(terminal).run(args);
    } catch (UsageException | IOException | KeyringException | IllegalStateException e) {
      terminal.error(e.getMessage());
      status = 1;
    }
    System.exit(status);
  }

  private int run(String[] args) throws IOException, UsageException {
    GetOpt options =
        new GetOpt(
            args, "", List.of("socket:", "idle-exit:", "keyring:", "logout:", "help", "version"));
    for (String option = options.next(); option != null; option = options.next()) {
      switch (option) {
        case "socket" -> socket = Optional.of(Path.of(options.argument()));
        case "idle-exit" -> idleExit = Optional.of(TimeFormat.parse(options.argument()));
        case "keyring" -> keyring = KeyringSelector.named(options.argument());
        case "logout" -> {
          SignerKeyring.logout(SignerSocket.SYSTEM, uid(options.argument()));
          return 0;
        }
        case "help" -> {
          terminal.result(USAGE);
          return 0;
        }
        case "version" -> {
          terminal.result("ssh-signer-kr " + Version.current());
          return 0;
        }
        default -> throw new UsageException(USAGE);
      }
    }
    return serve();
  }

  private static long uid(String text) throws UsageException {
    if (!text.matches("[0-9]{1,9}")) {
      throw new UsageException("not a numeric user ID: " + text);
    }
    return Long.parseLong(text);
  }

  private int serve() throws IOException {
    Hardening.forbidDumps();
    AgentSocket listener =
        socket.isPresent()
            ? AgentSocket.bind(socket.get())
            : AgentSocket.inherited()
                .orElseThrow(
                    () -> new IOException("standard input is not a listening socket; see --help"));
    Runtime.getRuntime().addShutdownHook(new Thread(() -> remove(listener), "remove-socket"));
    SignerStatus status;
    try (SecretPage page = SecretPage.open(1)) {
      status = new SignerStatus(page.isSecret(), CLIENTS_OF_ONE_USER);
      terminal.error(
          status.secretPages()
              ? "private numbers are in pages of memfd_secret"
              : "private numbers are in locked pages: this kernel has no memfd_secret");
    }
    SleepingKeys keys = SleepingKeys.open(keyring, InstantSource.system());
    Locks locks = Locks.open(keys);
    Inboxes inboxes = new Inboxes();
    AgentServer server =
        new AgentServer(
            listener.channel(),
            this::admit,
            peer ->
                new SignerHandler(
                    status, keys, locks, inboxes, peer, terminal::error, () -> gone(peer)),
            keys::newThread,
            terminal::error,
            idleExit,
            ServerLimits.DEFAULT.withTurns());
    keys.call(store -> run(server));
    return 0;
  }

  private static Void run(AgentServer server) {
    try {
      server.run();
      return null;
    } catch (IOException e) {
      throw new IllegalStateException("can't serve any longer: " + e.getMessage(), e);
    }
  }

  private static void remove(AgentSocket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      // the process is ending, and nobody is left to tell
    }
  }

  /** Admits a client, unless its user is unknown or has too many connections. */
  private PeerCredentials admit(SocketChannel channel) throws IOException {
    PeerCredentials peer = PeerCredentials.of(channel);
    if (peer.uid() == OVERFLOW_UID) {
      throw new IOException("the kernel does not say which user it is");
    }
    boolean crowded = allClients.incrementAndGet() > ServerLimits.DEFAULT.clients() / 2;
    int limit = crowded ? CLIENTS_WHEN_CROWDED : CLIENTS_OF_ONE_USER;
    if (clients.merge(peer.uid(), 1, Integer::sum) > limit) {
      gone(peer);
      throw new IOException("user " + peer.uid() + " has " + limit + " connections already");
    }
    return peer;
  }

  private void gone(PeerCredentials peer) {
    allClients.decrementAndGet();
    clients.computeIfPresent(peer.uid(), (uid, count) -> count == 1 ? null : count - 1);
  }
}
