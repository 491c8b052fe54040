package org.sshkr.ssh.key;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.junit.jupiter.params.provider.MethodSource;
import org.sshkr.ssh.FuzzInputs;
import org.sshkr.ssh.session.TestHost;
import org.sshkr.ssh.wire.WireFormatException;
import org.sshkr.ssh.wire.WireWriter;

/**
 * Any bytes as a public key blob: there is one way to write a key, and everything else is refused.
 */
class SshPublicKeyFuzzTest {
  static List<byte[]> blobs() {
    List<byte[]> blobs = new ArrayList<>(List.of(key(2040).blob(), key(64).blob()));
    for (TestHost host : TestHost.all()) {
      blobs.add(host.blob().toByteArray());
    }
    byte[] point = TestHost.ed25519().fields();
    blobs.add(
        new WireWriter()
            .writeText("sk-ssh-ed25519@openssh.com")
            .writeRaw(point)
            .writeText("ssh:")
            .toByteArray());
    return blobs;
  }

  /**
   * A key of this many bits; the modulus is not a product of two primes, which nothing here checks.
   */
  static RsaPublicKey key(int bits) {
    BigInteger modulus = BigInteger.ONE.shiftLeft(bits).subtract(BigInteger.valueOf(159));
    return new RsaPublicKey(modulus, BigInteger.valueOf(65537));
  }

  static Collection<byte[]> inputs() throws IOException {
    return FuzzInputs.of(SshPublicKeyFuzzTest.class).values();
  }

  @MethodSource({"blobs", "inputs"})
  @FuzzTest(maxDuration = "4s")
  void ofBlob(byte[] blob) {
    SshPublicKey key;
    try {
      key = SshPublicKey.ofBlob(blob);
    } catch (WireFormatException e) {
      assertThat(e.getMessage()).isNotBlank().doesNotContain("\n");
      return;
    }
    assertThat(key.blob()).isEqualTo(blob);
    assertThat(key.verifies(blob, blob)).isFalse();
    assertThat(key.fingerprint()).matches("SHA256:[A-Za-z0-9+/]{43}");
  }
}
