package org.sshkr.tests;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.sshkr.console.Terminal;
import org.sshkr.ssh.agent.RequestIdentities;

/**
 * Measures the resident memory of the shim and of ssh-agent by clients and users. Run by
 * tests/bench/memory.
 */
final class AgentMemory {
  private static final int ONE_BY_ONE = 500;
  private static final int AT_ONCE = 1000;
  private static final int USERS = 20;

  private AgentMemory() {}

  public static void main(String[] args) throws Exception {
    Terminal terminal = Terminal.of("memory");
    terminal.result("resident memory, in kB                  ssh-agent-kr  ssh-agent");
    Path directory = Files.createTempDirectory("bench");
    List<Integer> ours = measure(LocalAgent.sshAgentKr(directory));
    List<Integer> other = measure(LocalAgent.sshAgent(directory));
    List<String> rows =
        List.of(
            "with no client yet",
            "after " + ONE_BY_ONE + " clients, one by one",
            "with " + AT_ONCE + " clients that are idle");
    for (int i = 0; i < rows.size(); i++) {
      terminal.result(String.format("%-38s %13d %10d", rows.get(i), ours.get(i), other.get(i)));
    }
    terminal.result(
        String.format(
            "%-38s %13d %10d",
            "each of " + USERS + " with no client (Pss)",
            eachOfMany(LocalAgent::sshAgentKr),
            eachOfMany(LocalAgent::sshAgent)));
  }

  private interface Start {
    LocalAgent in(Path directory) throws IOException;
  }

  /** Resident memory of one of many agents; shared memory is counted once. */
  private static int eachOfMany(Start start) throws IOException {
    List<LocalAgent> agents = new ArrayList<>();
    try {
      for (int i = 0; i < USERS; i++) {
        agents.add(start.in(Files.createTempDirectory("bench")));
      }
      return agents.stream().mapToInt(LocalAgent::proportional).sum() / USERS;
    } finally {
      agents.forEach(LocalAgent::close);
    }
  }

  private static List<Integer> measure(LocalAgent agent) throws IOException {
    List<AgentClient> clients = new ArrayList<>();
    try (agent) {
      List<Integer> resident = new ArrayList<>(List.of(agent.resident()));
      for (int i = 0; i < ONE_BY_ONE; i++) {
        try (AgentClient client = agent.connect()) {
          client.ask(new RequestIdentities());
        }
      }
      resident.add(agent.resident());
      for (int i = 0; i < AT_ONCE; i++) {
        AgentClient client = agent.connect();
        clients.add(client);
        client.ask(new RequestIdentities());
      }
      resident.add(agent.resident());
      return resident;
    } finally {
      for (AgentClient client : clients) {
        client.close();
      }
    }
  }
}
