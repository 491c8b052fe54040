package org.sshkr.example;

import java.io.File;
import java.nio.file.Path;
import org.eclipse.jgit.api.Git;
import org.eclipse.jgit.api.errors.GitAPIException;
import org.eclipse.jgit.transport.SshTransport;
import org.eclipse.jgit.transport.sshd.SshdSessionFactory;
import org.eclipse.jgit.transport.sshd.SshdSessionFactoryBuilder;
import org.sshkr.client.KeyringAgentFactory;
import org.sshkr.jgit.AgentConnectorFactory;

/** Fetches with JGit. Give it a repository, a remote of it and your home directory. */
public final class GitFetch {
  private GitFetch() {}

  public static void main(String[] args) throws Exception {
    try (Git git = Git.open(new File(args[0]))) {
      fetch(git, args[1], Path.of(args[2]));
    }
  }

  static void fetch(Git git, String remote, Path home) throws GitAPIException {
    // README: git
    SshdSessionFactory sessions =
        new SshdSessionFactoryBuilder()
            .setConnectorFactory(new AgentConnectorFactory(KeyringAgentFactory.create()))
            .setHomeDirectory(home.toFile())
            .setSshDirectory(home.resolve(".ssh").toFile())
            .build(null);
    git.fetch()
        .setRemote(remote)
        .setTransportConfigCallback(
            transport -> ((SshTransport) transport).setSshSessionFactory(sessions))
        .call();
    // README: end
  }
}
