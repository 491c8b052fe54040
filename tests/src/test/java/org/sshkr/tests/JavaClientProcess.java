package org.sshkr.tests;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Duration;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.common.keyprovider.FileKeyPairProvider;
import org.sshkr.client.KeyringAgentFactory;
import org.sshkr.client.TestClient;
import org.sshkr.console.Terminal;
import org.sshkr.keyfile.KeyringKeys;
import org.sshkr.keyfile.LoadOptions;
import org.sshkr.keyring.KeyringSelector;
import org.sshkr.keyring.LinuxKeyring;

/** A client in a process of its own, controlled by {@link JavaClientMemoryTest}. */
final class JavaClientProcess {
  private JavaClientProcess() {}

  /**
   * Logs in with a key of the user-session keyring again and again, dumps its heap, and waits for a
   * line. Then loads the same key from a file into the process keyring, and waits again. Then logs
   * in with the file as MINA reads it, and dumps its heap once more.
   *
   * @param args port, number of logins, directory for the dumps, key file
   */
  public static void main(String[] args) throws Exception {
    Terminal terminal = Terminal.of("client");
    int port = Integer.parseInt(args[0]);
    Path directory = Path.of(args[2]);
    try (TestClient client = new TestClient(KeyringAgentFactory.create())) {
      for (int i = 0; i < Integer.parseInt(args[1]); i++) {
        client.login(port).close();
      }
      dumpHeap(directory.resolve("keyring.hprof"));
      terminal.result("signed " + client.signed().size());
    }
    awaitLine();

    LinuxKeyring own = LinuxKeyring.open(KeyringSelector.PROCESS);
    KeyringKeys.load(Path.of(args[3]), () -> null, LoadOptions.into(own));
    terminal.result("loaded " + own.list().size());
    awaitLine();

    KeyPair pair = new FileKeyPairProvider(Path.of(args[3])).loadKeys(null).iterator().next();
    try (TestClient client = new TestClient(KeyringAgentFactory.builder().keyring(own).build());
        ClientSession session = client.connect(port)) {
      session.addPublicKeyIdentity(pair);
      session.auth().verify(Duration.ofMinutes(2));
      dumpHeap(directory.resolve("file.hprof"));
    }
    terminal.result("dumped");
  }

  /** Dumps the heap with its garbage that is not yet overwritten. */
  private static void dumpHeap(Path file) throws IOException {
    ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class)
        .dumpHeap(file.toString(), false);
  }

  private static void awaitLine() throws IOException {
    while (System.in.read() != '\n') {
      // waits
    }
  }
}
