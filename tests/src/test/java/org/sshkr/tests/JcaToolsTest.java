package org.sshkr.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sshkr.keyring.KeyringSelector;
import org.sshkr.keyring.LinuxKeyring;
import org.sshkr.keyring.PrivateKey;
import org.sshkr.keyring.TestKeys;

/** The JDK's programs with keys of the kernel, by the security provider's name. */
@Tag("kernel")
class JcaToolsTest {
  private static final int BITS = 2048;
  private static final String ALIAS = TestKeys.publicKey(TestKeys.pair(BITS)).fingerprint();
  private static final String BIN = System.getProperty("java.home") + "/bin/";

  @TempDir private Path directory;
  private LinuxKeyring keyring;
  private Path chain;
  private Path archive;

  @BeforeEach
  void prepare() throws IOException {
    keyring = LinuxKeyring.open(KeyringSelector.USER_SESSION);
    keyring.removeAll();
    try (PrivateKey key = TestKeys.privateKey(TestKeys.pair(BITS))) {
      keyring.add(key, "tools", Optional.empty());
    }
    Path key = directory.resolve("key.pem");
    Pem.write(key, TestKeys.pair(BITS).getPrivate());
    chain = directory.resolve("chain.pem");
    String file = chain.toString();
    run("openssl", "req", "-x509", "-key", key.toString(), "-subj", "/CN=localhost", "-out", file);
    Files.delete(key);
    archive = directory.resolve("program.jar");
    Files.writeString(directory.resolve("text"), "contents");
    run(BIN + "jar", "-cf", archive.toString(), "-C", directory.toString(), "text");
  }

  @AfterEach
  void empty() {
    keyring.removeAll();
    keyring.close();
  }

  private static String run(String... command) {
    return Command.run(Map.of(), command).succeeded().out();
  }

  /** keytool or jarsigner, with the provider and a key store's file. */
  private Command.Result tool(String name, String file, String... args) {
    List<String> command =
        new ArrayList<>(
            List.of(
                BIN + name,
                "-J--class-path=" + System.getProperty("java.class.path"),
                "-J-Duser.language=en",
                "-J-XX:TieredStopAtLevel=1"));
    if (name.equals("keytool")) {
      command.add(args[0]);
    }
    command.addAll(List.of("-storetype", "SSHKR", "-keystore", file, "-storepass", "any"));
    command.addAll(List.of("-addprovider", "ssh-kr"));
    command.addAll(List.of(args).subList(name.equals("keytool") ? 1 : 0, args.length));
    return Command.run(Map.of(), command.toArray(String[]::new));
  }

  @Test
  @Tag("long")
  void keytoolListsAPrivateKeyWithOrWithoutItsChain() {
    assertThat(tool("keytool", "NONE", "-list").succeeded().out())
        .contains("Keystore provider: ssh-kr", ALIAS, "PrivateKeyEntry")
        .contains("Certificate chain length: 0")
        .doesNotContain("SecretKeyEntry");
    assertThat(tool("keytool", chain.toString(), "-list").succeeded().out())
        .contains(ALIAS, "PrivateKeyEntry", "Certificate fingerprint");
  }

  @Test
  void keytoolSaysThatThereIsNoSuchKeyring() {
    Command.Result result = tool("keytool", "NONE", "-list", "-providerarg", "no-such-keyring");
    assertThat(result.status()).isNotZero();
    assertThat(result.out()).contains("there is no keyring no-such-keyring; name one");
  }

  @Test
  void keytoolSignsACertificateRequest() {
    Path request = directory.resolve("request.pem");
    tool("keytool", chain.toString(), "-certreq", "-alias", ALIAS, "-file", request.toString())
        .succeeded();
    run("openssl", "req", "-verify", "-noout", "-in", request.toString());
  }

  @Test
  @Tag("long")
  void jarsignerSignsWithEitherPadding() {
    for (String algorithm : List.of("SHA256withRSA", "RSASSA-PSS")) {
      String signed = directory.resolve(algorithm + ".jar").toString();
      tool(
              "jarsigner",
              chain.toString(),
              "-sigalg",
              algorithm,
              "-signedjar",
              signed,
              archive.toString(),
              ALIAS)
          .succeeded();
      assertThat(run(BIN + "jarsigner", "-J-Duser.language=en", "-verify", signed))
          .contains("jar verified.");
    }
    String signed = directory.resolve("chain-by-option.jar").toString();
    tool(
            "jarsigner",
            "NONE",
            "-certchain",
            chain.toString(),
            "-signedjar",
            signed,
            archive.toString(),
            ALIAS)
        .succeeded();
  }

  /** The provider is then the first in each Java program of the machine. */
  @Test
  @Tag("long")
  void javaSecurityNamesTheProvider() throws IOException {
    Path properties = directory.resolve("security");
    Files.writeString(
        properties,
        """
        security.provider.1=ssh-kr user-session
        security.provider.2=SUN
        security.provider.3=SunRsaSign
        security.provider.4=SunJSSE
        """);
    String out =
        run(
            BIN + "java",
            "-XX:TieredStopAtLevel=1",
            "-Djava.security.properties=" + properties,
            "-cp",
            System.getProperty("java.class.path"),
            ListAliases.class.getName());
    assertThat(out).isEqualTo("ssh-kr [" + ALIAS + "]\n");
  }
}
