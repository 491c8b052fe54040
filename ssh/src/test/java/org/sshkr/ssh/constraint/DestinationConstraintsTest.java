package org.sshkr.ssh.constraint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.sshkr.ssh.session.TestHost;
import org.sshkr.ssh.wire.Blob;
import org.sshkr.ssh.wire.WireFormatException;
import org.sshkr.ssh.wire.WireWriter;

/** Each limit of OpenSSH's ssh-agent.c (parse_dest_constraint and its callers). */
class DestinationConstraintsTest {
  private static final byte[] KEY =
      new WireWriter().writeText("ssh-ed25519").writeString(new byte[32]).toByteArray();
  private static final HostKey HOST_KEY = new HostKey(Blob.copyOf(KEY), false);
  private static final Hop TO = new Hop("git", "host.example", List.of(HOST_KEY));

  private static byte[] hop(String user, String host, String reserved, byte[]... keys) {
    WireWriter out = new WireWriter().writeText(user).writeText(host).writeText(reserved);
    for (byte[] key : keys) {
      out.writeString(key).writeByte(0);
    }
    return out.toByteArray();
  }

  private static byte[] payload(byte[] from, byte[] to, String reserved) {
    byte[] constraint =
        new WireWriter().writeString(from).writeString(to).writeText(reserved).toByteArray();
    return new WireWriter().writeString(constraint).toByteArray();
  }

  @Test
  void whatTheTestBuildsIsAccepted() {
    byte[] payload = payload(hop("", "", ""), hop("git", "host.example", "", KEY), "");
    assertThat(DestinationConstraints.decode(payload))
        .isEqualTo(new DestinationConstraints(List.of(new DestinationConstraint(Hop.ORIGIN, TO))));
    byte[] forwarded = payload(hop("", "from", "", KEY), hop("", "to", "", KEY, KEY), "");
    assertThat(DestinationConstraints.decode(forwarded).encode()).isEqualTo(forwarded);
  }

  static Stream<Arguments> refused() {
    byte[] origin = hop("", "", "");
    byte[] to = hop("git", "host.example", "", KEY);
    return Stream.of(
        Arguments.of("no constraint at all", new byte[0], "names no destination"),
        Arguments.of("user on the source", payload(hop("u", "h", "", KEY), to, ""), "a user"),
        Arguments.of("source without keys", payload(hop("", "h", ""), to, ""), "lacks its name"),
        Arguments.of("source without a name", payload(hop("", "", "", KEY), to, ""), "its name"),
        Arguments.of(
            "no destination host", payload(origin, hop("u", "", "", KEY), ""), "lacks a host"),
        Arguments.of("no destination keys", payload(origin, hop("u", "h", ""), ""), "lacks a host"),
        Arguments.of("reserved, whole", payload(origin, to, "x"), "unknown kind"),
        Arguments.of("reserved, source", payload(hop("", "", "x"), to, ""), "unknown kind"),
        Arguments.of(
            "reserved, destination", payload(origin, hop("", "h", "x", KEY), ""), "unknown kind"),
        Arguments.of(
            "user of 257 bytes",
            payload(origin, hop("ü".repeat(128) + "u", "h", "", KEY), ""),
            "longer than 256"),
        Arguments.of("NUL in user", payload(origin, hop("a\0b", "h", "", KEY), ""), "NUL"),
        Arguments.of("NUL in host", payload(origin, hop("", "h\0", "", KEY), ""), "NUL"),
        Arguments.of(
            "boolean 2",
            payload(
                origin,
                new WireWriter()
                    .writeRaw(hop("", "h", ""))
                    .writeString(KEY)
                    .writeByte(2)
                    .toByteArray(),
                ""),
            "neither 0 nor 1"),
        Arguments.of(
            "something behind the constraint",
            new WireWriter()
                .writeString(
                    new WireWriter()
                        .writeString(origin)
                        .writeString(to)
                        .writeText("")
                        .writeByte(0)
                        .toByteArray())
                .toByteArray(),
            "bytes too many"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("refused")
  void isRefused(String what, byte[] payload, String reason) {
    assertThatThrownBy(() -> DestinationConstraints.decode(payload))
        .describedAs(what)
        .isInstanceOf(WireFormatException.class)
        .hasMessageContaining(reason);
  }

  @Test
  void userOf256BytesIsAccepted() {
    byte[] payload = payload(hop("", "", ""), hop("ü".repeat(128), "h", "", KEY), "");
    assertThat(DestinationConstraints.decode(payload).encode()).isEqualTo(payload);
  }

  @Test
  void upTo1024ConstraintsAreAccepted() {
    DestinationConstraint one = new DestinationConstraint(Hop.ORIGIN, TO);
    byte[] most = new DestinationConstraints(Collections.nCopies(1024, one)).encode();
    assertThat(DestinationConstraints.decode(most).constraints()).hasSize(1024);
    byte[] more = new WireWriter().writeRaw(most).writeString(one.encode()).toByteArray();
    assertThatThrownBy(() -> DestinationConstraints.decode(more))
        .isInstanceOf(WireFormatException.class)
        .hasMessageContaining("more than 1024");
    assertThatThrownBy(() -> new DestinationConstraints(Collections.nCopies(1025, one)))
        .isInstanceOf(WireFormatException.class);
  }

  static Stream<Arguments> badKeys() {
    BigInteger n = BigInteger.ONE.shiftLeft(1023).setBit(0);
    BigInteger e = BigInteger.valueOf(65537);
    return Stream.of(
        Arguments.of("empty", new WireWriter()),
        Arguments.of("unknown type", new WireWriter().writeText("ssh-foo")),
        Arguments.of(
            "certificate",
            new WireWriter()
                .writeText("ssh-ed25519-cert-v01@openssh.com")
                .writeString(new byte[32])),
        Arguments.of(
            "short Ed25519", new WireWriter().writeText("ssh-ed25519").writeString(new byte[31])),
        Arguments.of(
            "RSA of 1023 bits",
            new WireWriter().writeText("ssh-rsa").writeMpint(e).writeMpint(n.shiftRight(1))),
        Arguments.of(
            "RSA of 16385 bits",
            new WireWriter()
                .writeText("ssh-rsa")
                .writeMpint(e)
                .writeMpint(BigInteger.ONE.shiftLeft(16384))),
        Arguments.of(
            "negative modulus",
            new WireWriter().writeText("ssh-rsa").writeMpint(e).writeMpint(n.negate())),
        Arguments.of(
            "trailing byte",
            new WireWriter().writeText("ssh-rsa").writeMpint(e).writeMpint(n).writeByte(0)),
        Arguments.of("curve of another type", ecdsa("ecdsa-sha2-nistp256", "nistp384", 97, 4)),
        Arguments.of("compressed point", ecdsa("ecdsa-sha2-nistp256", "nistp256", 33, 2)),
        Arguments.of("point too long", ecdsa("ecdsa-sha2-nistp256", "nistp256", 66, 4)),
        Arguments.of(
            "security key without application",
            ecdsa("sk-ecdsa-sha2-nistp256@openssh.com", "nistp256", 65, 4)));
  }

  private static WireWriter ecdsa(String type, String curve, int length, int form) {
    byte[] point = new byte[length];
    point[0] = (byte) form;
    return new WireWriter().writeText(type).writeText(curve).writeString(point);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("badKeys")
  void keyThatIsNoneIsRefused(String what, WireWriter key) {
    Blob blob = Blob.copyOf(key.toByteArray());
    assertThatThrownBy(() -> new HostKey(blob, false))
        .describedAs(what)
        .isInstanceOf(WireFormatException.class);
  }

  @Test
  void everyPlainTypeIsAccepted() {
    BigInteger number = BigInteger.ONE.shiftLeft(1023);
    List<WireWriter> keys =
        List.of(
            new WireWriter().writeText("ssh-rsa").writeMpint(BigInteger.TEN).writeMpint(number),
            new WireWriter()
                .writeText("ssh-dss")
                .writeMpint(number)
                .writeMpint(number)
                .writeMpint(number)
                .writeMpint(number),
            new WireWriter().writeRaw(TestHost.ecdsa(256).blob().toByteArray()),
            new WireWriter().writeRaw(TestHost.ecdsa(384).blob().toByteArray()),
            new WireWriter().writeRaw(TestHost.ecdsa(521).blob().toByteArray()),
            new WireWriter()
                .writeText("sk-ecdsa-sha2-nistp256@openssh.com")
                .writeRaw(TestHost.ecdsa(256).fields())
                .writeText("ssh:"),
            new WireWriter()
                .writeText("sk-ssh-ed25519@openssh.com")
                .writeString(new byte[32])
                .writeText("ssh:"));
    for (WireWriter key : keys) {
      Blob blob = Blob.copyOf(key.toByteArray());
      assertThat(new HostKey(blob, true).blob()).isEqualTo(blob);
    }
  }
}
