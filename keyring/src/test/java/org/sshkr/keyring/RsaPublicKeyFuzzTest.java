package org.sshkr.keyring;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.math.BigInteger;
import java.util.List;
import org.junit.jupiter.params.provider.MethodSource;
import org.sshkr.wire.WireFormatException;

/** Any bytes as a public key blob: there is one way to write a key, and all else is refused. */
class RsaPublicKeyFuzzTest {
  static List<byte[]> blobs() {
    return List.of(key(2048).blob(), key(2040).blob(), key(64).blob());
  }

  /** Of that many bits; its modulus is no product of two primes, which nothing here looks at. */
  static RsaPublicKey key(int bits) {
    BigInteger modulus = BigInteger.ONE.shiftLeft(bits).subtract(BigInteger.valueOf(159));
    return new RsaPublicKey(modulus, BigInteger.valueOf(65537));
  }

  @MethodSource("blobs")
  @FuzzTest(maxDuration = "4s")
  void ofBlob(byte[] blob) {
    RsaPublicKey key;
    try {
      key = RsaPublicKey.ofBlob(blob);
    } catch (WireFormatException e) {
      assertThat(e.getMessage()).isNotBlank().doesNotContain("\n");
      return;
    }
    assertThat(key.blob()).isEqualTo(blob);
    assertThat(key.size()).isBetween((key.bits() + 7) / 8, blob.length);
    assertThat(key.fingerprint()).matches("SHA256:[A-Za-z0-9+/]{43}");
  }
}
