package org.sshkr.example;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import org.eclipse.jgit.api.Git;
import org.eclipse.jgit.api.errors.GitAPIException;
import org.eclipse.jgit.transport.RefSpec;
import org.eclipse.jgit.transport.SshTransport;
import org.eclipse.jgit.transport.sshd.SshdSessionFactory;
import org.eclipse.jgit.transport.sshd.SshdSessionFactoryBuilder;
import org.sshkr.client.KeyringAgentFactory;
import org.sshkr.jgit.AgentConnectorFactory;

/** Fetches with JGit and a key of the kernel keyring: REPOSITORY URL. */
public final class GitFetch {
  private GitFetch() {}

  public static void main(String[] args) throws IOException, GitAPIException {
    Path home = Path.of(System.getProperty("user.home"));
    try (Git git = Git.open(new File(args[0]))) {
      fetch(git, args[1], home);
    }
  }

  private static void fetch(Git git, String remote, Path home) throws GitAPIException {
    SshdSessionFactory sessions =
        new SshdSessionFactoryBuilder()
            .setConnectorFactory(new AgentConnectorFactory(KeyringAgentFactory.create()))
            .setHomeDirectory(home.toFile())
            .setSshDirectory(home.resolve(".ssh").toFile())
            .build(null);
    git.fetch()
        .setRemote(remote)
        .setRefSpecs(new RefSpec("+refs/heads/*:refs/remotes/origin/*"))
        .setTransportConfigCallback(
            transport -> ((SshTransport) transport).setSshSessionFactory(sessions))
        .call();
    sessions.close();
  }
}
