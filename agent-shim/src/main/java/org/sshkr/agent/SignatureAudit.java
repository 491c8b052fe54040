package org.sshkr.agent;

import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import org.sshkr.ssh.agent.SignRequest;
import org.sshkr.ssh.agent.SignResponse;
import org.sshkr.ssh.key.FingerprintHash;
import org.sshkr.ssh.key.SshCertificate;
import org.sshkr.ssh.session.BoundSession;
import org.sshkr.ssh.wire.WireFormatException;

/**
 * The log line about one signature that a client asked for: {@code sign name=value …}, for people
 * and programs. The signed data is not in it. The fields, in this order:
 *
 * <ul>
 *   <li>{@code key}: fingerprint; the plain key's if a certificate was named
 *   <li>{@code outcome}: {@code signed} or {@code refused}
 *   <li>{@code algorithm}: of the signature, if there is one
 *   <li>{@code pid}, {@code uid}, {@code command}: the process that connected
 *   <li>{@code host}: fingerprint of the host key that the connection was bound to last, if any;
 *       {@code forwarded=yes} if the request came from beyond that host
 *   <li>{@code ms}: how long it took
 *   <li>{@code reason}: of a refusal, quoted
 * </ul>
 */
final class SignatureAudit {
  private static final Pattern PLAIN = Pattern.compile("[\\w./+-]+");

  private final long start = System.nanoTime();
  private final SignRequest request;
  private final Client client;
  private final FingerprintHash hash;

  /** Starts the line for a request that is about to be answered. */
  SignatureAudit(SignRequest request, Client client, FingerprintHash hash) {
    this.request = request;
    this.client = client;
    this.hash = hash;
  }

  String signed(SignResponse response) {
    return line("signed", " algorithm=" + quoted(response.algorithm()));
  }

  String refused(String reason) {
    return line("refused", "") + " reason=" + quoted(reason);
  }

  private String line(String outcome, String algorithm) {
    return "sign key="
        + key()
        + " outcome="
        + outcome
        + algorithm
        + " pid="
        + client.peer().pid()
        + " uid="
        + client.peer().uid()
        + " command="
        + quoted(client.command())
        + host()
        + " ms="
        + Duration.ofNanos(System.nanoTime() - start).toMillis();
  }

  private String key() {
    byte[] blob = request.key().toByteArray();
    try {
      return hash.of(
          SshCertificate.isOne(blob) ? SshCertificate.ofBlob(blob).publicKey().blob() : blob);
    } catch (WireFormatException e) {
      return hash.of(blob);
    }
  }

  private String host() {
    List<BoundSession> sessions = client.sessions().sessions();
    if (sessions.isEmpty()) {
      return "";
    }
    BoundSession last = sessions.get(sessions.size() - 1);
    return " host=" + last.hostFingerprint() + (last.forwarding() ? " forwarded=yes" : "");
  }

  /**
   * The text in double quotes unless it is a plain word, without characters that could end the
   * line.
   */
  private static String quoted(String text) {
    if (PLAIN.matcher(text).matches()) {
      return text;
    }
    return '"'
        + text.replaceAll("[\\p{Cntrl}]", "?").replace("\\", "\\\\").replace("\"", "\\\"")
        + '"';
  }
}
