package org.sshkr.client;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The servers that a test logs in at: MINA's, and OpenSSH's where it is installed. */
enum TestServers {
  MINA {
    @Override
    TestServer start(Path directory, List<String> publicLines) {
      return MinaServer.start(publicLines);
    }
  },
  OPENSSH {
    @Override
    TestServer start(Path directory, List<String> publicLines) {
      return OpenSshServer.start(directory, publicLines);
    }
  };

  /**
   * Starts a server that trusts the keys of {@code publicLines}.
   *
   * @param directory an empty one
   */
  abstract TestServer start(Path directory, List<String> publicLines);

  static Stream<TestServers> installed() {
    return Stream.of(values()).filter(server -> server == MINA || OpenSshServer.isInstalled());
  }
}
