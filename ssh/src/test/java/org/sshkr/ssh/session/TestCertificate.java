package org.sshkr.ssh.session;

import java.util.List;
import org.sshkr.ssh.wire.Blob;
import org.sshkr.ssh.wire.WireWriter;

/**
 * A certificate to be signed; a test may set each component to a wrong value.
 *
 * @param kind 1 for a user, 2 for a host
 * @param after seconds since 1970
 * @param before seconds since 1970
 * @param algorithm of the CA's signature
 */
public record TestCertificate(
    TestHost subject,
    TestHost authority,
    int kind,
    List<String> principals,
    long after,
    long before,
    Blob criticalOptions,
    String algorithm) {
  public static TestCertificate of(TestHost subject, TestHost authority, String... principals) {
    String algorithm = authority.type().equals("ssh-rsa") ? "rsa-sha2-512" : authority.type();
    return new TestCertificate(
        subject, authority, 2, List.of(principals), 0, -1, Blob.copyOf(new byte[0]), algorithm);
  }

  public TestCertificate withKind(int value) {
    return new TestCertificate(
        subject, authority, value, principals, after, before, criticalOptions, algorithm);
  }

  public TestCertificate withValidity(long from, long to) {
    return new TestCertificate(
        subject, authority, kind, principals, from, to, criticalOptions, algorithm);
  }

  public TestCertificate withCriticalOptions(Blob value) {
    return new TestCertificate(
        subject, authority, kind, principals, after, before, value, algorithm);
  }

  public TestCertificate withAlgorithm(String value) {
    return new TestCertificate(
        subject, authority, kind, principals, after, before, criticalOptions, value);
  }

  /** The certificate, signed by its authority. */
  public Blob signed() {
    byte[] body = body();
    return TestHost.blob(
        new WireWriter().writeRaw(body).writeString(authority.sign(algorithm, body).toByteArray()));
  }

  /** The certificate, naming its authority, but signed by another. */
  public Blob signedBy(TestHost other) {
    byte[] body = body();
    return TestHost.blob(
        new WireWriter().writeRaw(body).writeString(other.sign(body).toByteArray()));
  }

  private byte[] body() {
    WireWriter names = new WireWriter();
    principals.forEach(names::writeText);
    return new WireWriter()
        .writeText(subject.type() + "-cert-v01@openssh.com")
        .writeString(new byte[32]) // nonce
        .writeRaw(subject.fields())
        .writeUint32(0)
        .writeUint32(7) // serial
        .writeUint32(kind)
        .writeText("test host")
        .writeString(names.toByteArray())
        .writeUint32(after >>> 32)
        .writeUint32(after)
        .writeUint32(before >>> 32)
        .writeUint32(before)
        .writeString(criticalOptions.toByteArray())
        .writeText("") // extensions
        .writeText("") // reserved
        .writeString(authority.blob().toByteArray())
        .toByteArray();
  }
}
