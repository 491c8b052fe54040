package org.sshkr.jca;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertPath;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.zip.ZipFile;
import jdk.security.jarsigner.JarSigner;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sshkr.client.Keyrings;
import org.sshkr.keyring.TestKeys;

/** Signs jars with jarsigner's API; the program itself runs in {@code tests}. */
class JarSignerTest {
  @TempDir private Path directory;

  @ParameterizedTest
  @ValueSource(strings = {"SHA256withRSA", "RSASSA-PSS"})
  void jarIsSignedAndVerified(String algorithm) throws Exception {
    Path plain = directory.resolve("plain.jar");
    try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(plain))) {
      out.putNextEntry(new JarEntry("text"));
      out.write(1);
    }
    X509Certificate certificate = KeyStores.certificate(directory, TestKeys.pair(2048));
    CertPath chain = CertificateFactory.getInstance("X.509").generateCertPath(List.of(certificate));
    Path signed = directory.resolve("signed.jar");
    try (Installed own = Installed.first(new KeyringProvider(Keyrings.of(2048)));
        ZipFile in = new ZipFile(plain.toFile());
        OutputStream out = Files.newOutputStream(signed)) {
      new JarSigner.Builder(KeyStores.key(own.provider(), 2048), chain)
          .signatureAlgorithm(algorithm)
          .build()
          .sign(in, out);
    }
    try (JarFile jar = new JarFile(signed.toFile())) {
      JarEntry entry = jar.getJarEntry("text");
      jar.getInputStream(entry).readAllBytes();
      assertThat(entry.getCertificates()).containsExactly(certificate);
    }
  }
}
