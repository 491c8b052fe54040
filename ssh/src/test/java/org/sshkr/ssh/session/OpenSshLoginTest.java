package org.sshkr.ssh.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sshkr.ssh.constraint.DestinationConstraint;
import org.sshkr.ssh.constraint.DestinationConstraints;
import org.sshkr.ssh.constraint.Hop;
import org.sshkr.ssh.constraint.HostKey;

/** OpenSSH's ssh logs in to sshd, directly and through a forwarded agent, or must fail. */
@Tag("slow")
class OpenSshLoginTest {
  private static final String USER = System.getProperty("user.name");

  @TempDir static Path directory;

  private static ConstrainedAgent agent;
  private static LoopbackServer first;
  private static LoopbackServer second;
  private static LoopbackServer certified;
  private static Path authority;

  @BeforeAll
  static void start() throws Exception {
    TestHost key = TestHost.rsa(2048);
    String line = "ssh-rsa " + Base64.getEncoder().encodeToString(key.blob().toByteArray());
    Path authorized = Files.writeString(directory.resolve("authorized_keys"), line + "\n");
    authority = LoopbackServer.makeKey(directory.resolve("authority"));
    first = start("first", authorized, null);
    second = start("second", authorized, null);
    certified = start("certified", authorized, authority);
    agent = new ConstrainedAgent(directory.resolve("agent"), key);
  }

  private static LoopbackServer start(String name, Path authorized, Path ca) throws Exception {
    return LoopbackServer.start(Files.createDirectory(directory.resolve(name)), authorized, ca);
  }

  @AfterAll
  static void stop() {
    for (AutoCloseable started : new AutoCloseable[] {agent, first, second, certified}) {
      if (started != null) {
        try {
          started.close();
        } catch (Exception e) {
          throw new AssertionError(e);
        }
      }
    }
  }

  private static Hop hop(String user, String host, LoopbackServer server) throws IOException {
    return new Hop(user, host, List.of(new HostKey(server.hostKey(), false)));
  }

  private static void constrain(DestinationConstraint... ways) {
    agent.constrain(new DestinationConstraints(List.of(ways)));
  }

  private static DestinationConstraint to(Hop hop) {
    return new DestinationConstraint(Hop.ORIGIN, hop);
  }

  private static List<String> ssh(LoopbackServer server, String... more) {
    List<String> words =
        new ArrayList<>(
            List.of(
                "ssh",
                "-F",
                "none",
                "-oBatchMode=yes",
                "-oStrictHostKeyChecking=no",
                "-oUserKnownHostsFile=/dev/null",
                "-oLogLevel=ERROR",
                "-p" + server.port));
    words.addAll(List.of(more));
    return words;
  }

  /** The exit status: 255 if the login failed. */
  private static int login(List<String> ssh) throws Exception {
    Map<String, String> environment =
        Map.of("SSH_AUTH_SOCK", directory.resolve("agent").toString());
    return LoopbackServer.exitStatus(environment, ssh, new StringBuilder());
  }

  @Test
  void logsInToThePermittedHost() throws Exception {
    constrain(to(hop(USER, "first", first)));
    assertThat(login(ssh(first, "127.0.0.1", "exit 3"))).isEqualTo(3);
    assertThat(agent.logins).containsExactly(new Destination(USER, "first", Optional.empty()));
    assertThat(agent.refusals).isEmpty();
  }

  @Test
  void keyIsNotEvenListedForAnotherHost() throws Exception {
    constrain(to(hop("", "first", first)));
    assertThat(login(ssh(second, "127.0.0.1", "exit 3"))).isEqualTo(255);
    assertThat(agent.logins).isEmpty();
    assertThat(agent.refusals).isEmpty();
  }

  @Test
  void doesNotSignForAnotherUser() throws Exception {
    constrain(to(hop("not-" + USER, "first", first)));
    assertThat(login(ssh(first, "127.0.0.1", "exit 3"))).isEqualTo(255);
    assertThat(agent.logins).isEmpty();
    assertThat(agent.refusals).singleElement().asString().contains("don't permit");
  }

  @Test
  void logsInToACertifiedHost() throws Exception {
    HostKey ca = new HostKey(LoopbackServer.publicKey(authority), true);
    constrain(to(new Hop("", "certified.example", List.of(ca))));
    assertThat(login(ssh(certified, "127.0.0.1", "exit 3"))).isEqualTo(3);
    constrain(to(new Hop("", "other.example", List.of(ca))));
    assertThat(login(ssh(certified, "127.0.0.1", "exit 3"))).isEqualTo(255);
    assertThat(agent.logins).isEmpty();
  }

  @Test
  void logsInThroughAForwardedAgentByAPermittedWay() throws Exception {
    Hop middle = hop("", "first", first);
    String inner = String.join(" ", ssh(second, "127.0.0.1", "exit", "3"));
    constrain(to(middle), new DestinationConstraint(middle, hop("", "second", second)));
    assertThat(login(ssh(first, "-A", "127.0.0.1", inner))).isEqualTo(3);
    assertThat(agent.logins)
        .containsExactly(
            new Destination(USER, "first", Optional.empty()),
            new Destination(USER, "second", Optional.of("first")));
  }

  @Test
  void logsInThroughAForwardedAgentToNowhereElse() throws Exception {
    Hop middle = hop("", "first", first);
    String inner = String.join(" ", ssh(second, "127.0.0.1", "exit", "3"));
    constrain(to(middle), to(hop("", "second", second)));
    assertThat(login(ssh(first, "-A", "127.0.0.1", inner))).isEqualTo(255);
    assertThat(agent.logins).containsExactly(new Destination(USER, "first", Optional.empty()));
  }

  /** ssh-add -l exits with 1 if there are no identities. */
  @Test
  void forwardedAgentListsTheKeyWhereItMayGoFurther() throws Exception {
    Hop middle = hop("", "first", first);
    List<String> list = ssh(first, "-A", "127.0.0.1", "ssh-add", "-l");
    constrain(to(middle));
    assertThat(login(list)).isEqualTo(1);
    constrain(to(middle), new DestinationConstraint(middle, hop("", "second", second)));
    assertThat(login(list)).isEqualTo(0);
  }
}
