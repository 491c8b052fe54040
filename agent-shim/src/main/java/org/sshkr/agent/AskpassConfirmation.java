package org.sshkr.agent;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.sshkr.console.Askpass;
import org.sshkr.keyring.Identity;
import org.sshkr.ssh.key.FingerprintHash;

/**
 * Asks with the program that SSH_ASKPASS names, as ssh-agent does (readpass.c, ask_permission): it
 * gets SSH_ASKPASS_PROMPT=confirm and the question, and exits with status 0 for yes. The question
 * names the programs that ask: the user could not decide by the key's name alone.
 */
final class AskpassConfirmation implements Confirmation {
  /** A server gives up a login after two minutes (sshd_config(5), LoginGraceTime). */
  private static final Duration LIMIT = Duration.ofMinutes(2);

  private final Askpass askpass;
  private final FingerprintHash hash;
  private final Duration limit;

  /**
   * Creates a confirmation that asks as this environment says.
   *
   * @param environment of this process
   * @param hash of the fingerprint in the question
   */
  AskpassConfirmation(Map<String, String> environment, FingerprintHash hash) {
    this(environment, hash, LIMIT);
  }

  /** Creates a confirmation with another time limit. */
  AskpassConfirmation(Map<String, String> environment, FingerprintHash hash, Duration limit) {
    this.askpass = new Askpass(environment);
    this.hash = hash;
    this.limit = limit;
  }

  @Override
  public void require(Identity identity, Client client, String purpose) {
    if (!askpass.isAllowed()) {
      throw new AgentRefusal(
          "the key "
              + identity.publicKey().fingerprint()
              + " needs a confirmation, and nobody can be asked: set SSH_ASKPASS, and DISPLAY,"
              + " WAYLAND_DISPLAY or SSH_ASKPASS_REQUIRE=force, where the agent starts");
    }
    if (!ask(question(identity, client, purpose))) {
      throw new AgentRefusal(
          "the user did not confirm the use of " + identity.publicKey().fingerprint());
    }
  }

  String question(Identity identity, Client client, String purpose) {
    return "Allow use of key "
        + identity.comment()
        + "?\nKey fingerprint "
        + hash.of(identity.publicKey().blob())
        + "."
        + (purpose.isEmpty() ? "" : "\nFor: " + purpose + ".")
        + "\nAsked by: "
        + ProcessChain.of(client.peer().pid())
        + (client.sessions().isRemote() ? ", for a remote session." : ".");
  }

  private boolean ask(String question) {
    ProcessBuilder builder =
        askpass
            .asking(question)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.DISCARD);
    builder.environment().put("SSH_ASKPASS_PROMPT", "confirm");
    try {
      Process asking = builder.start();
      if (!asking.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
        asking.destroy();
        throw new AgentRefusal("nobody answered the question within " + limit.toSeconds() + " s");
      }
      return asking.exitValue() == 0;
    } catch (IOException e) {
      throw new AgentRefusal(
          "can't ask for a confirmation: " + askpass.program() + " does not start");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AgentRefusal("interrupted while asking for a confirmation");
    }
  }
}
