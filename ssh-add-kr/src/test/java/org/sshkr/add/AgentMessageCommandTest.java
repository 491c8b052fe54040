package org.sshkr.add;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sshkr.console.Terminal;
import org.sshkr.keyring.Constraints;
import org.sshkr.keyring.Identity;
import org.sshkr.keyring.InMemoryKeyring;
import org.sshkr.keyring.Keyring;
import org.sshkr.keyring.KeyringException;

/** The requests of ssh-add (see add-requests/README.md), one after the other, on the fake. */
class AgentMessageCommandTest {
  private static final Path REQUESTS = Path.of("../keyfile/src/test/resources/add-requests");

  private final InMemoryKeyring keyring =
      new InMemoryKeyring(Clock.fixed(Instant.EPOCH, ZoneOffset.UTC), 10);
  private final ByteArrayOutputStream said = new ByteArrayOutputStream();
  private Optional<Duration> defaultLifetime = Optional.empty();

  private int add(String name) throws IOException {
    PrintStream stream = new PrintStream(said, true, UTF_8);
    Terminal terminal = new Terminal("ssh-add-kr", stream, stream, false);
    return new AgentMessageCommand(keyring, terminal, defaultLifetime)
        .run(new ByteArrayInputStream(Files.readAllBytes(REQUESTS.resolve(name + ".bin"))));
  }

  private void adds(String name) throws IOException {
    assertThat(add(name)).as(said.toString(UTF_8)).isEqualTo(SshAddKr.DONE);
    assertThat(said.toString(UTF_8)).isEmpty();
  }

  private void refuses(String name, String words) throws IOException {
    List<Identity> before = keyring.list();
    assertThat(add(name)).isEqualTo(SshAddKr.FAILED);
    assertThat(said.toString(UTF_8).lines())
        .singleElement()
        .asString()
        .startsWith("ssh-add-kr: ")
        .contains(words);
    assertThat(keyring.list()).isEqualTo(before);
  }

  private Identity only() {
    assertThat(keyring.list()).hasSize(1);
    return keyring.list().get(0);
  }

  private Optional<Duration> timeLeft() {
    return keyring.timeLeft(only().publicKey());
  }

  @Test
  void keyIsAddedWithItsCommentAndConstraints() throws Exception {
    adds("key-lifetime-confirm-destination");
    assertThat(only().comment()).isEqualTo("throw-away key");
    assertThat(only().constraints().confirm()).isTrue();
    assertThat(only().constraints().certificateOnly()).isFalse();
    assertThat(only().constraints().destinations()).isPresent();
    assertThat(timeLeft()).contains(Duration.ofHours(1));
  }

  /** RFC 9987, section 3.2: "the constraints of the new request replace those of the old". */
  @Test
  void addingAgainReplacesConstraints() throws Exception {
    adds("key-lifetime-confirm-destination");
    adds("key");
    assertThat(only().constraints()).isEqualTo(Constraints.NONE);
    assertThat(timeLeft()).isEmpty();
    adds("key-confirm");
    assertThat(only().constraints()).isEqualTo(new Constraints(true, false, Optional.empty()));
  }

  @Test
  void defaultLifetimeIsForKeysThatHaveNoneOfTheirOwn() throws Exception {
    defaultLifetime = Optional.of(Duration.ofMinutes(5));
    adds("key");
    assertThat(timeLeft()).contains(Duration.ofMinutes(5));
    adds("key-lifetime");
    assertThat(timeLeft()).contains(Duration.ofHours(1));
  }

  @Test
  void certificateAloneIsAllThatTheKeySignsUnder() throws Exception {
    adds("certificate");
    assertThat(only().constraints()).isEqualTo(new Constraints(false, true, Optional.empty()));
    assertThat(only().certificates()).hasSize(1);
  }

  @Test
  void keyAndItsCertificateAreTwoWithConstraintsAndLifetimesOfTheirOwn() throws Exception {
    adds("certified-key");
    adds("certificate-lifetime-confirm");
    List<Identity> both = keyring.list();
    assertThat(both)
        .extracting(Identity::constraints)
        .containsExactly(Constraints.NONE, new Constraints(true, true, Optional.empty()));
    assertThat(both.get(0).certificates()).isEmpty();
    assertThat(both.get(1).certificates()).hasSize(1);
    assertThat(keyring.timeLeft(both.get(0))).isEmpty();
    assertThat(keyring.timeLeft(both.get(1))).contains(Duration.ofMinutes(10));
    adds("certificate");
    assertThat(keyring.list().get(1).constraints().confirm()).isFalse();
  }

  @Test
  void certificateAloneAgainReplacesConstraints() throws Exception {
    adds("certificate-lifetime-confirm");
    adds("certificate");
    assertThat(only().constraints()).isEqualTo(new Constraints(false, true, Optional.empty()));
    assertThat(timeLeft()).isEmpty();
  }

  @Test
  void certificateThatDoesNotFitLeavesNoKeyBehind() throws Exception {
    AgentMessageCommand command =
        new AgentMessageCommand(full(keyring), Terminal.of("ssh-add-kr"), defaultLifetime);
    byte[] message = Files.readAllBytes(REQUESTS.resolve("certificate.bin"));
    assertThatThrownBy(() -> command.run(new ByteArrayInputStream(message)))
        .isInstanceOf(KeyringException.QuotaFull.class);
    assertThat(keyring.list()).isEmpty();
  }

  /** The same keyring without room for another certificate. */
  private static Keyring full(Keyring keyring) {
    return (Keyring)
        Proxy.newProxyInstance(
            Keyring.class.getClassLoader(),
            new Class<?>[] {Keyring.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("addCertificate")) {
                throw new KeyringException.QuotaFull("full");
              }
              return method.invoke(keyring, arguments);
            });
  }

  @ParameterizedTest
  @ValueSource(strings = {"ed25519", "ed25519-certificate", "ecdsa"})
  void otherKeyTypesAreRefusedInOneLine(String name) throws Exception {
    refuses(name, "the kernel signs with RSA only");
  }

  @Test
  void lockedKeyringTakesNoKey() throws Exception {
    keyring.lock("x".getBytes(UTF_8));
    assertThatThrownBy(() -> add("key")).isInstanceOf(KeyringException.Locked.class);
    assertThatThrownBy(() -> add("certificate")).isInstanceOf(KeyringException.Locked.class);
    keyring.unlock("x".getBytes(UTF_8));
    assertThat(keyring.list()).isEmpty();
  }

  @Test
  void helpDoesNotNameTheOptionThatOnlyTheShimNeeds() throws Exception {
    AddOptions options =
        AddOptions.parse(new String[] {"--agent-message", "--keyring=user", "-t", "60"});
    assertThat(options.action()).isEqualTo(AddOptions.Action.AGENT_MESSAGE);
    assertThat(options.lifetime()).contains(Duration.ofMinutes(1));
    assertThat(AddOptions.USAGE).doesNotContain("agent-message");
  }
}
