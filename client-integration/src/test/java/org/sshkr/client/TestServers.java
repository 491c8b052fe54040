package org.sshkr.client;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.sshd.core.CoreModuleProperties;

/** The servers that the tests log in to: MINA's, and OpenSSH's if it is installed. */
enum TestServers {
  MINA {
    @Override
    TestServer start(Path directory, List<String> publicLines) {
      return MinaServer.start(publicLines);
    }

    @Override
    TestServer startStrict(Path directory, List<String> publicLines) {
      MinaServer started = MinaServer.start(publicLines);
      CoreModuleProperties.MAX_AUTH_REQUESTS.set(started.server(), 2); // after the first one
      return started;
    }
  },
  OPENSSH {
    @Override
    TestServer start(Path directory, List<String> publicLines) {
      return OpenSshServer.start(directory, publicLines);
    }

    @Override
    TestServer startStrict(Path directory, List<String> publicLines) {
      return OpenSshServer.start(directory, publicLines, "ecdsa", 2);
    }
  };

  /**
   * Starts a server that trusts the keys of {@code publicLines}.
   *
   * @param directory an empty one
   */
  abstract TestServer start(Path directory, List<String> publicLines);

  /** Starts a server that ends a login after two wrong keys. */
  abstract TestServer startStrict(Path directory, List<String> publicLines);

  static Stream<TestServers> installed() {
    return Stream.of(values()).filter(server -> server == MINA || OpenSshServer.isInstalled());
  }
}
