package org.sshkr.add;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sshkr.ssh.constraint.DestinationConstraints;
import org.sshkr.ssh.constraint.HostKey;
import org.sshkr.ssh.wire.WireReader;

/** Compares each constraint with the one that the installed ssh-add sends for the same words. */
@Tag("slow")
class DestinationsTest {
  private static final int ADD_ID_CONSTRAINED = 25;
  private static final int CONSTRAIN_EXTENSION = 255;

  @TempDir static Path directory;

  private static RecordingAgent agent;
  private static Path known;
  private static Path hashed;
  private static Path more;

  @BeforeAll
  static void makeFiles() throws Exception {
    agent = new RecordingAgent(directory.resolve("agent"));
    run("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "", "-f", path("id"));
    String ed25519 = key("ed25519", "256");
    String rsa = key("rsa", "2048");
    String p256 = key("ecdsa", "256");
    String p384 = key("ecdsa", "384");
    String p521 = key("ecdsa", "521");
    String base64 = ed25519.substring(ed25519.indexOf(' ') + 1);
    List<String> lines =
        List.of(
            "# a comment",
            "",
            "alpha.example,192.0.2.1 " + ed25519,
            "alpha.example " + rsa + " with a comment",
            "  alpha.example\t" + p256.replace(" ", "\t ") + "\r",
            "alpha.example " + p384,
            "alpha.example " + p521,
            "beta.example " + p256,
            "[beta.example]:2222 " + p384,
            "::1 " + ed25519,
            "[::1]:2222 " + rsa,
            "*.wild.example,!bad.wild.example " + ed25519,
            "@revoked alpha.example " + p521,
            "@revoked revoked.example " + p521,
            "@unknown alpha.example " + p521,
            "@cert-authority *.certified.example " + ed25519,
            "@cert-authority\tmixed.example " + ed25519,
            "@cert-authority mixed.example " + rsa,
            "mixed.example " + p256,
            "odd.example ssh-foo " + base64,
            "odd.example ssh-rsa " + base64,
            "odd.example ssh-ed25519 " + base64.substring(0, base64.length() - 4),
            "odd.example ssh-ed25519 !" + base64,
            "odd.example ssh-ed25519",
            "odd.example",
            "odd.example " + ed25519.replace("ssh-ed25519 ", "ssh-ed25519   "),
            "alias.example " + rsa.replace("ssh-rsa", "rsa-sha2-512"),
            "Upper.Example " + p256);
    known = Files.writeString(directory.resolve("known"), String.join("\n", lines));
    List<String> plain =
        lines.stream()
            .filter(line -> line.matches("(?s) *(alpha|beta|\\[|::1).*"))
            .map(line -> line.replace(",192.0.2.1", ""))
            .toList();
    hashed = Files.writeString(directory.resolve("hashed"), String.join("\n", plain) + "\n");
    run("ssh-keygen", "-H", "-f", hashed.toString());
    assertThat(Files.readString(hashed)).startsWith("|1|").doesNotContain("alpha");
    more =
        Files.writeString(
            directory.resolve("more"), "alpha.example " + p256 + "\ngamma.example " + rsa + "\n");
  }

  @AfterAll
  static void close() throws IOException {
    agent.close();
  }

  private static String path(String name) {
    return directory.resolve(name).toString();
  }

  /** Makes a host key, and returns its public line without the comment. */
  private static String key(String type, String bits) throws Exception {
    String file = path(type + bits);
    run("ssh-keygen", "-q", "-t", type, "-b", bits, "-N", "", "-C", "", "-f", file);
    return Files.readString(Path.of(file + ".pub"), UTF_8).strip();
  }

  private static String run(String... command) throws Exception {
    StringBuilder output = new StringBuilder();
    assertThat(run(output, command)).as(output.toString()).isZero();
    return output.toString();
  }

  private static int run(StringBuilder output, String... command) throws Exception {
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("SSH_AUTH_SOCK", path("agent"));
    Process process = builder.start();
    process.getOutputStream().close();
    output.append(new String(process.getInputStream().readAllBytes(), UTF_8));
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    return process.exitValue();
  }

  private static DestinationConstraints ours(List<Path> files, String... specifications)
      throws DestinationException {
    List<String> names = files.stream().map(Path::toString).toList();
    return new Destinations(new KnownHosts(names, System.getProperty("user.home")))
        .parse(List.of(specifications));
  }

  /** The bytes that ssh-add sends after the constraint's name; empty if it fails. */
  private static Optional<byte[]> sshAdds(List<Path> files, String... specifications)
      throws Exception {
    List<String> command = new ArrayList<>(List.of("ssh-add", "-q"));
    files.forEach(file -> command.addAll(List.of("-H", file.toString())));
    Arrays.stream(specifications).forEach(word -> command.addAll(List.of("-h", word)));
    command.add(path("id"));
    agent.messages.clear();
    int status = run(new StringBuilder(), command.toArray(String[]::new));
    if (status != 0) {
      return Optional.empty();
    }
    assertThat(agent.messages).hasSize(1);
    WireReader in = new WireReader(agent.messages.get(0));
    assertThat(in.readByte()).isEqualTo(ADD_ID_CONSTRAINED);
    assertThat(in.readText()).isEqualTo("ssh-ed25519");
    in.readString(); // public
    in.readString(); // private
    in.readText(); // comment
    assertThat(in.readByte()).isEqualTo(CONSTRAIN_EXTENSION);
    assertThat(in.readText()).isEqualTo(DestinationConstraints.NAME);
    byte[] payload = in.readString();
    in.expectEnd();
    return Optional.of(payload);
  }

  private static DestinationConstraints assertSame(List<Path> files, String... specifications)
      throws Exception {
    DestinationConstraints constraints = ours(files, specifications);
    assertThat(sshAdds(files, specifications)).hasValue(constraints.encode());
    return constraints;
  }

  private static List<HostKey> keys(DestinationConstraints constraints) {
    return constraints.constraints().get(0).to().keys();
  }

  @ParameterizedTest
  @CsvSource({
    "alpha.example, 5",
    "192.0.2.1, 1",
    "beta.example, 1",
    "[beta.example]:2222, 1",
    "::1, 1",
    "[::1]:2222, 1",
    "good.wild.example, 1",
    "a.b.wild.example, 1",
    "x.certified.example, 1",
    "mixed.example, 2", // a line with a tab after its marker does not count
    "odd.example, 1",
    "alias.example, 1",
    "upper.example, 1",
    "UPPER.EXAMPLE, 1",
    "git@alpha.example, 5",
    "*@alpha.example, 5",
    "deploy-?@[beta.example]:2222, 1",
    "@alpha.example, 5",
    "-oddly@alpha.example, 5",
    "alpha.example>beta.example, 1",
    "alpha.example>git@[::1]:2222, 1",
    "mixed.example>x.certified.example, 1",
  })
  void sameAsSshAdd(String specification, int keys) throws Exception {
    assertThat(keys(assertSame(List.of(known), specification))).hasSize(keys);
  }

  @Test
  void authoritiesAreMarked() throws Exception {
    assertThat(keys(assertSame(List.of(known), "mixed.example")))
        .extracting(HostKey::isCa)
        .containsExactly(true, false);
  }

  @Test
  void hashedNamesAreFound() throws Exception {
    DestinationConstraints constraints =
        assertSame(List.of(hashed), "alpha.example", "[beta.example]:2222", "::1>git@beta.example");
    assertThat(constraints.constraints()).hasSize(3);
    assertThat(keys(constraints)).hasSize(5);
  }

  @Test
  void severalFilesAreReadInTheirOrder() throws Exception {
    DestinationConstraints first =
        assertSame(List.of(more, known), "alpha.example", "gamma.example");
    assertThat(keys(first)).hasSize(6);
    DestinationConstraints second = assertSame(List.of(known, more), "alpha.example");
    assertThat(keys(second)).hasSize(6).isNotEqualTo(keys(first));
  }

  @Test
  void severalConstraintsKeepTheirOrderAndTheirRepetitions() throws Exception {
    DestinationConstraints constraints =
        assertSame(
            List.of(known),
            "alpha.example",
            "alpha.example>git@beta.example",
            "beta.example>alpha.example",
            "alpha.example");
    assertThat(constraints.constraints()).hasSize(4);
  }

  @Test
  void fileThatIsNotThereIsPassedOver() throws Exception {
    assertSame(List.of(directory.resolve("none"), known), "alpha.example");
  }

  @ParameterizedTest
  @CsvSource({
    "nowhere.example, no host keys found for destination \"nowhere.example\"",
    "revoked.example, no host keys found for destination \"revoked.example\"",
    "bad.wild.example, no host keys found for destination \"bad.wild.example\"",
    "beta.example:2222, no host keys found for destination \"beta.example:2222\"",
    "alpha.example>nowhere.example, no host keys found for destination \"nowhere.example\"",
    "nowhere.example>alpha.example, no host keys found for destination \"nowhere.example\"",
    "alpha.example>beta.example>::1, no host keys found for destination \"beta.example>::1\"",
    "git@alpha.example>beta.example, name the user behind the '>' alone",
    "@alpha.example>beta.example, name the user behind the '>' alone",
    "'', a host is missing",
    ">alpha.example, a host is missing",
    "alpha.example>, a host is missing",
  })
  void refusedWhereSshAddFails(String specification, String reason) throws Exception {
    assertThatThrownBy(() -> ours(List.of(known), specification))
        .isInstanceOf(DestinationException.class)
        .hasMessageContaining(reason)
        .hasMessageNotContaining("\n");
    assertThat(sshAdds(List.of(known), specification)).isEmpty();
  }

  /** ssh-add sends it, but ssh-agent refuses it. */
  @ParameterizedTest
  @ValueSource(strings = {"git@", "alpha.example>git@"})
  void userAtNoHostIsRefusedBeforeAnAgentDoes(String specification) throws Exception {
    assertThatThrownBy(() -> ours(List.of(known), specification))
        .hasMessageContaining("a host is missing");
    byte[] sent = sshAdds(List.of(known), specification).orElseThrow();
    assertThatThrownBy(() -> DestinationConstraints.decode(sent))
        .hasMessageContaining("lacks a host name");
  }

  @Test
  void userPatternThatAnAgentRefusesIsRefused() {
    assertThatThrownBy(() -> ours(List.of(known), "u".repeat(257) + "@alpha.example"))
        .isInstanceOf(DestinationException.class)
        .hasMessageContaining("longer than 256 bytes");
  }

  /** OpenSSH does so since 9.9; before, the first one did. */
  @Test
  void lastAtEndsTheUser() throws Exception {
    DestinationConstraints constraints = ours(List.of(known), "a@b@alpha.example");
    assertThat(constraints.constraints().get(0).to().user()).isEqualTo("a@b");
  }

  /** ssh-add tries to remove the brackets, but forgets the result of cleanhostname(). */
  @Test
  void bracketsAroundAHostAreTakenOff() throws Exception {
    DestinationConstraints constraints = ours(List.of(known), "[::1]");
    assertThat(constraints).isEqualTo(ours(List.of(known), "::1"));
  }

  @Test
  void messageNamesTheFilesAndWhatToDo() {
    Path none = directory.resolve("none");
    assertThatThrownBy(() -> ours(List.of(known, none), "nowhere.example"))
        .hasMessage(
            "no host keys found for destination \"nowhere.example\" in "
                + known
                + ", "
                + none
                + " (can't be read); log in to it once with ssh, or name a file that has them with"
                + " -H");
  }

  @Test
  void tildeIsTheHomeDirectory() throws Exception {
    KnownHosts hosts = new KnownHosts(List.of("~/known"), directory.toString());
    assertThat(hosts.lookUp("alpha.example")).hasSize(5);
    KnownHosts other = new KnownHosts(List.of("~somebody/known"), directory.toString());
    assertThatThrownBy(() -> other.lookUp("alpha.example"))
        .isInstanceOf(DestinationException.class)
        .hasMessageContaining("write the whole path");
  }

  /** For {@code -H <(ssh-keyscan …)}, as with ssh-add. */
  @Test
  @Timeout(60)
  void fileMayBeAPipe() throws Exception {
    Path pipe = directory.resolve("pipe");
    run("mkfifo", pipe.toString());
    Process writer =
        new ProcessBuilder(
                "sh", "-c", "cat \"$1\" > \"$2\"", "sh", known.toString(), pipe.toString())
            .start();
    assertThat(ours(List.of(pipe), "beta.example>beta.example").constraints()).hasSize(1);
    assertThat(writer.waitFor(60, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void directoryHoldsNoKeys() {
    assertThatThrownBy(() -> ours(List.of(directory), "alpha.example"))
        .isInstanceOf(DestinationException.class)
        .hasMessageNotContaining("\n");
  }

  /** With -vvv, ssh-add says where it looks, whether or not the files exist. */
  @Test
  void defaultFilesAreThoseOfSshAdd() throws Exception {
    StringBuilder output = new StringBuilder();
    run(output, "ssh-add", "-vvv", "-h", "nowhere.invalid", path("id"));
    List<String> looked =
        output
            .toString()
            .lines()
            .filter(line -> line.contains("looking up host keys for"))
            .map(line -> line.substring(line.lastIndexOf(' ') + 1))
            .toList();
    String home = System.getProperty("user.home");
    String ours = new KnownHosts(List.of(), home).toString().replace(" (can't be read)", "");
    assertThat(ours.replace("~", home)).isEqualTo(String.join(", ", looked));
    assertThat(looked).hasSize(4);
  }
}
