package org.sshkr.tests;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.sshkr.agent.protocol.RequestIdentities;
import org.sshkr.cli.Terminal;

/** What clients cost the shim and ssh-agent in resident memory. Run by tests/bench/memory. */
final class AgentMemory {
  private static final int ONE_BY_ONE = 500;
  private static final int AT_ONCE = 1000;

  private AgentMemory() {}

  public static void main(String[] args) throws Exception {
    Terminal terminal = Terminal.of("memory");
    terminal.result("resident memory, in kB                  ssh-agent-kr  ssh-agent");
    Path directory = Files.createTempDirectory("bench");
    List<Integer> ours = measure(Command.sshAgentKr(), directory.resolve("ours"));
    List<Integer> other = measure("ssh-agent", directory.resolve("other"));
    List<String> rows =
        List.of(
            "with no client yet",
            "after " + ONE_BY_ONE + " clients, one by one",
            "with " + AT_ONCE + " clients that are idle");
    for (int i = 0; i < rows.size(); i++) {
      terminal.result(String.format("%-38s %13d %10d", rows.get(i), ours.get(i), other.get(i)));
    }
  }

  private static List<Integer> measure(String program, Path socket) throws Exception {
    Process agent =
        new ProcessBuilder(program, "-D", "-a", socket.toString())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    List<AgentClient> clients = new ArrayList<>();
    try {
      agent.inputReader().readLine(); // it listens once it has said where
      List<Integer> resident = new ArrayList<>(List.of(resident(agent)));
      for (int i = 0; i < ONE_BY_ONE; i++) {
        try (AgentClient client = new AgentClient(socket)) {
          client.ask(new RequestIdentities());
        }
      }
      resident.add(resident(agent));
      for (int i = 0; i < AT_ONCE; i++) {
        AgentClient client = new AgentClient(socket);
        clients.add(client);
        client.ask(new RequestIdentities());
      }
      resident.add(resident(agent));
      return resident;
    } finally {
      for (AgentClient client : clients) {
        client.close();
      }
      agent.destroy();
    }
  }

  private static int resident(Process agent) throws IOException {
    for (String line : Files.readAllLines(Path.of("/proc/" + agent.pid() + "/status"))) {
      if (line.startsWith("VmRSS:")) {
        return Integer.parseInt(line.replaceAll("\\D", ""));
      }
    }
    throw new IOException("the agent has ended");
  }
}
