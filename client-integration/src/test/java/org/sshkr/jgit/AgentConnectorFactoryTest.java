package org.sshkr.jgit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.eclipse.jgit.api.Git;
import org.eclipse.jgit.api.errors.TransportException;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.transport.RefSpec;
import org.eclipse.jgit.transport.SshTransport;
import org.eclipse.jgit.transport.sshd.SshdSessionFactory;
import org.eclipse.jgit.transport.sshd.SshdSessionFactoryBuilder;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sshkr.client.KeyringAgentFactory;
import org.sshkr.client.Keyrings;
import org.sshkr.client.OpenSshServer;
import org.sshkr.client.Programs;
import org.sshkr.client.TestServer;
import org.sshkr.client.UnixSocketAgentFactory;
import org.sshkr.keyring.InMemoryKeyring;

/** JGit fetches over SSH. A test in {@code tests} runs the example on the kernel. */
@Tag("slow")
@Tag("jgit")
class AgentConnectorFactoryTest {
  private static final String HEAD = "refs/heads/main";

  @TempDir private Path serverDirectory;
  @TempDir private Path home;
  private String configuration = "";

  private Path makeRepository() throws IOException {
    Path upstream = serverDirectory.resolve("upstream");
    String git = "git -C " + upstream + " -c user.name=a -c user.email=a@b.c ";
    Programs.run(
        Map.of(),
        List.of(
            "sh",
            "-c",
            "git init -q -b main " + upstream + " && " + git + "commit -q --allow-empty -m first"));
    return upstream;
  }

  private SshdSessionFactory sessions(AgentConnectorFactory agent) throws IOException {
    Path ssh = Files.createDirectories(home.resolve(".ssh"));
    Files.writeString(
        ssh.resolve("config"), "Host *\n  StrictHostKeyChecking no\n" + configuration);
    return new SshdSessionFactoryBuilder()
        .setConnectorFactory(agent)
        .setHomeDirectory(home.toFile())
        .setSshDirectory(ssh.toFile())
        .build(null);
  }

  private ObjectId fetch(TestServer server, Path upstream, AgentConnectorFactory agent)
      throws Exception {
    try (SshdSessionFactory sessions = sessions(agent);
        Git git = Git.init().setDirectory(home.resolve("clone").toFile()).call()) {
      git.fetch()
          .setRemote("ssh://" + server.user() + "@127.0.0.1:" + server.port() + upstream)
          .setRefSpecs(new RefSpec(HEAD + ":" + HEAD))
          .setTransportConfigCallback(
              transport -> ((SshTransport) transport).setSshSessionFactory(sessions))
          .call();
      return git.getRepository().resolve(HEAD);
    }
  }

  @Test
  void fetchesWithAKeyOfTheKeyringAndNotWithoutIt() throws Exception {
    Path upstream = makeRepository();
    InMemoryKeyring keyring = Keyrings.of(3072, 2048);
    AgentConnectorFactory agent =
        new AgentConnectorFactory(KeyringAgentFactory.builder().keyring(keyring).build());
    try (TestServer server = OpenSshServer.start(serverDirectory, List.of(Keyrings.line(2048)))) {
      ObjectId fetched = fetch(server, upstream, agent);
      assertThat(fetched.getName())
          .isEqualTo(
              Programs.run(Map.of(), List.of("git", "-C", upstream.toString(), "rev-parse", "HEAD"))
                  .strip());
      keyring.removeAll();
      assertThatThrownBy(() -> fetch(server, upstream, agent))
          .isInstanceOf(TransportException.class);
    }
  }

  /** JGit itself picks the agent's key by the public half: eclipse-jgit/jgit issues 25 and 53. */
  @Test
  void keyOfTheIdentityFileIsOfferedAlone() throws Exception {
    Path upstream = makeRepository();
    AgentConnectorFactory agent =
        new AgentConnectorFactory(
            KeyringAgentFactory.builder().keyring(Keyrings.of(3072, 4096, 2048)).build());
    try (TestServer server =
        OpenSshServer.start(serverDirectory, List.of(Keyrings.line(2048)), "ecdsa", 2)) {
      assertThatThrownBy(() -> fetch(server, upstream, agent))
          .isInstanceOf(TransportException.class);
      configuration = "  IdentitiesOnly yes\n  IdentityFile " + home.resolve("work.pub") + "\n";
      Files.writeString(home.resolve("work.pub"), Keyrings.line(2048));
      assertThat(fetch(server, upstream, agent)).isNotNull();
      configuration = "  IdentitiesOnly yes\n  IdentityFile " + home.resolve("work") + "\n";
      assertThat(fetch(server, upstream, agent)).isNotNull();
      configuration = "  IdentityAgent none\n";
      assertThatThrownBy(() -> fetch(server, upstream, agent))
          .isInstanceOf(TransportException.class);
    }
  }

  @Test
  void goesWithoutAnAgentWhereNoneListens() throws Exception {
    Path upstream = makeRepository();
    AgentConnectorFactory agent =
        new AgentConnectorFactory(UnixSocketAgentFactory.at(home.resolve("none")));
    try (TestServer server = OpenSshServer.start(serverDirectory, List.of(Keyrings.line(2048)))) {
      assertThatThrownBy(() -> fetch(server, upstream, agent))
          .isInstanceOf(TransportException.class);
    }
  }
}
