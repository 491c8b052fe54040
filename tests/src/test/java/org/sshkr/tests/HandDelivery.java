package org.sshkr.tests;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.sshkr.keyring.SecretBytes;
import org.sshkr.keyring.crypto.Libcrypto;
import org.sshkr.keyring.signer.SignerExtension;
import org.sshkr.keyring.signer.SleepingKey;
import org.sshkr.ssh.agent.ExtensionResponse;
import org.sshkr.ssh.agent.Success;
import org.sshkr.ssh.wire.Blob;

/**
 * A user's way into the signer with keyctl(1) and a bare socket, so that each step can be done
 * wrong. It has an open inbox, which ends when this is closed.
 */
public final class HandDelivery implements AutoCloseable {
  /** As an entry's kernel keys are to have. */
  static final String PERMISSIONS = "0x3f010000";

  /** $0 is the inbox, $1 a file of contents, $2 the description, $3 permissions, $4 how. */
  private static final String PUT =
      """
      keyctl link @u @s
      key=$(keyctl padd user "$2" @u <"$1")
      keyctl setperm $key $3
      case $4 in
        move) keyctl move $key @u $0 ;;
        link) keyctl link $key $0 ;;
      esac && echo $key
      """;

  /** A key of type Ed25519 or ECDSA, with its bare private number. */
  public record Key(SleepingKey about, Blob number) {
    /** An Ed25519 key, made of a small number. */
    static Key of(int number, String comment) {
      byte[] seed = new byte[32];
      seed[31] = (byte) number;
      return of("ssh-ed25519", seed, comment);
    }

    /** The key of a private number. */
    public static Key of(String type, byte[] number, String comment) {
      try (SecretBytes secret = SecretBytes.moveFrom(number.clone())) {
        Blob offered = Blob.copyOf(Libcrypto.publicKey(type, secret).blob());
        SleepingKey about =
            new SleepingKey(
                offered, comment, false, Optional.empty(), false, Optional.empty(), number[31]);
        return new Key(about, Blob.copyOf(number));
      }
    }

    public Blob offered() {
      return about.offered();
    }

    String name(User user, SleepingKey.Part part) {
      return about.name(user.uid(), part);
    }
  }

  private final User user;
  private final AgentClient client;
  private final int inbox;

  private HandDelivery(User user, AgentClient client, int inbox) {
    this.user = user;
    this.client = client;
    this.inbox = inbox;
  }

  static HandDelivery open(User user) throws IOException {
    AgentClient client = AgentClient.as(user.uid(), SignerProcess.SOCKET);
    ExtensionResponse opened =
        (ExtensionResponse) client.ask(SignerExtension.request(SignerExtension.INBOX));
    return new HandDelivery(user, client, (int) SignerExtension.numbers(opened.contents(), 1)[0]);
  }

  /** Opens an inbox, and adds a key in the ordinary way. */
  public static void add(User user, Key key) throws IOException {
    try (HandDelivery delivery = open(user)) {
      if (!delivery.take(delivery.put(key))) {
        throw new AssertionError("the signer does not take the key");
      }
    }
  }

  /** The serial of the inbox's keyring. */
  int inbox() {
    return inbox;
  }

  /** Puts both kernel keys of an entry into the inbox, and returns their serials. */
  List<Integer> put(Key key) {
    return put(key, PERMISSIONS, "move");
  }

  /**
   * Puts both kernel keys of an entry into the inbox, and returns their serials.
   *
   * @param how "move", or "link" to possess them afterwards too, in the user keyring
   */
  List<Integer> put(Key key, String permissions, String how) {
    String about = key.name(user, SleepingKey.Part.ABOUT);
    String number = key.name(user, SleepingKey.Part.NUMBER);
    return List.of(
        put(about, key.about().encode(), permissions, how),
        put(number, key.number().toByteArray(), permissions, how));
  }

  /** Puts one kernel key into the inbox, and returns its serial. */
  int put(String description, byte[] contents, String permissions, String how) {
    user.write("part", contents);
    String inboxWord = Integer.toString(inbox);
    return Integer.parseInt(
        user.run("sh", "-c", PUT, inboxWord, "part", description, permissions, how)
            .succeeded()
            .out()
            .strip());
  }

  /** Has the signer take the entry with these serials; returns whether it does. */
  boolean take(List<Integer> serials) throws IOException {
    return client.ask(SignerExtension.request(SignerExtension.TAKE, serials.get(0), serials.get(1)))
        instanceof Success;
  }

  @Override
  public void close() throws IOException {
    client.close();
  }
}
