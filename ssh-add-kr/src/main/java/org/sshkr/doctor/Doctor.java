package org.sshkr.doctor;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.sshkr.console.Configuration;
import org.sshkr.keyring.KeyringException;
import org.sshkr.keyring.KeyringProbe;
import org.sshkr.keyring.KeyringSelector;
import org.sshkr.keyring.LinuxKeyringProbe;
import org.sshkr.keyring.signer.SignerKeyring;
import org.sshkr.keyring.signer.SignerSocket;
import org.sshkr.process.CurrentProcess;

/** All checks, in reading order: each builds on earlier ones. */
public final class Doctor {
  private final List<Check> checks;

  Doctor(List<Check> checks) {
    this.checks = checks;
  }

  /**
   * Creates the checks of this machine.
   *
   * @param environment of this process
   * @param selector of the keyring in use
   * @param limited whether keys get a lifetime without an option
   */
  public static Doctor of(
      Map<String, String> environment, KeyringSelector selector, boolean limited) {
    SystemFiles files = new SystemFiles(Path.of("/"));
    KeyringProbe probe = new LinuxKeyringProbe();
    long uid = CurrentProcess.effectiveUid();
    UserKeyrings keyrings = new UserKeyrings(files, uid);
    return new Doctor(
        List.of(
            new KernelVersion(files),
            new KeyLibrary(probe),
            new SystemCalls(probe, files),
            new Namespaces(files),
            new KeyType(probe),
            new ParserModule(files, probe),
            new TestSignature(probe),
            new Signer(() -> SignerKeyring.status(SignerSocket.SYSTEM)),
            new Quota(files, uid),
            new Possession(probe, keyrings, selector),
            new SessionKeyring(probe, keyrings),
            new Lifetime(files, selector, limited, () -> LogoutUnit.removesKeys(files)),
            new ConfigurationFiles(Configuration.of(environment)),
            new AgentOwner(
                files, new AgentProbe.OfSocket(), Configuration.of(environment), environment, uid),
            new SocketPermissions(environment),
            new Ptrace(files),
            new InitOnFree(files),
            new Hibernation(files),
            new CrashDump(files),
            new Versions(Versions::ofSsh)));
  }

  /** Makes all checks. */
  public Diagnosis examine() {
    List<Diagnosis.Line> lines = new ArrayList<>();
    for (Check check : checks) {
      lines.add(new Diagnosis.Line(check.subject(), finding(check)));
    }
    return new Diagnosis(lines);
  }

  private static Finding finding(Check check) {
    try {
      return check.examine();
    } catch (KeyringException e) {
      return Trouble.UNKNOWN.found(e.getMessage());
    }
  }
}
