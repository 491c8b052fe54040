package org.sshkr.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sshkr.console.Configuration;
import org.sshkr.keyring.KeyringException;
import org.sshkr.keyring.KeyringSelector;
import org.sshkr.keyring.signer.SignerStatus;
import org.sshkr.process.PeerCredentials;
import org.sshkr.ssh.agent.UpstreamQuery;

/** Each check on a good machine, and on machines that lack one thing. */
class ChecksTest {
  private final KeyringException unavailable = new KeyringException.Unavailable("none");
  private final KeyringException full = new KeyringException.QuotaFull("full");
  private final KeyringException noParser = new KeyringException.ParserMissing("none");

  @TempDir private Path directory;
  private final FakeKernel kernel = new FakeKernel();
  private FakeRoot root;

  @BeforeEach
  void create() {
    root = FakeRoot.good(directory);
  }

  private static void assertOk(Check check) {
    assertThat(check.examine()).isInstanceOf(Finding.Ok.class);
  }

  private static void assertFinds(Trouble trouble, Check check) {
    Finding finding = check.examine();
    assertThat(finding).isEqualTo(trouble.found(finding.what(), arguments(finding)));
  }

  /** The command is compared too if it has no arguments. */
  private static Object[] arguments(Finding finding) {
    String fix =
        finding instanceof Finding.Note note ? note.fix() : ((Finding.Problem) finding).fix();
    if (fix.startsWith("sudo sysctl kernel.keys.root_")) {
      return new Object[] {"kernel.keys.root_"};
    }
    return fix.startsWith("chmod 600 ")
        ? new Object[] {fix.substring("chmod 600 '".length(), fix.length() - 1)}
        : new Object[] {"kernel.keys."};
  }

  @ParameterizedTest
  @CsvSource({"4.20.0,true", "4.19.99-x,false", "10.0-rc1,true", "3.20,false", "odd,false"})
  void kernelsSignSince420(String release, boolean signs) {
    root.with("proc/sys/kernel/osrelease", release);
    KernelVersion check = new KernelVersion(root.files());
    if (signs) {
      assertOk(check);
    } else {
      assertFinds(Trouble.KERNEL_TOO_OLD, check);
    }
  }

  @Test
  void withoutTheLibraryNothingElseIsTried() {
    kernel.noLibrary = unavailable;
    assertFinds(Trouble.LIBRARY_MISSING, new KeyLibrary(kernel));
    assertFinds(Trouble.NOT_TRIED, new SystemCalls(kernel, root.files()));
    assertFinds(Trouble.NOT_TRIED, new KeyType(kernel));
    assertFinds(Trouble.NOT_TRIED, new TestSignature(kernel));
    assertFinds(Trouble.NOT_TRIED, possession(KeyringSelector.USER_SESSION));
    assertFinds(Trouble.NOT_TRIED, session());
    assertThat(kernel.asked).containsOnly("library");
  }

  @Test
  void systemCallsThatAreForbiddenAreAProblem() {
    assertOk(new SystemCalls(kernel, root.files()));
    kernel.noSystemCalls = unavailable;
    assertFinds(Trouble.KEYRINGS_FORBIDDEN, new SystemCalls(kernel, root.files()));
    root.with("proc/self/status", "Seccomp:\t2\n");
    assertThat(new SystemCalls(kernel, root.files()).examine().what()).contains("seccomp");
    assertFinds(Trouble.NOT_TRIED, new KeyType(kernel));
    assertThat(kernel.asked).doesNotContain("key type", "sign");
  }

  @Test
  void userNamespaceIsNoted() {
    Namespaces check = new Namespaces(root.files());
    assertOk(check);
    root.with(".dockerenv", "");
    assertThat(check.examine())
        .isEqualTo(
            new Finding.Ok(
                "in a container (docker) that shares the host's: keys loaded here can be used by the"
                    + " same uid outside, and the other way round"));
    root.with("proc/self/uid_map", "0 1000 1\n");
    assertFinds(Trouble.USER_NAMESPACE, check);
    root.with("proc/self/uid_map", ""); // no id is mapped: unshare -U
    assertFinds(Trouble.USER_NAMESPACE, check);
  }

  @Test
  void keyTypeIsAskedFor() {
    assertOk(new KeyType(kernel));
    kernel.noKeyType = unavailable;
    assertFinds(Trouble.KEY_TYPE_MISSING, new KeyType(kernel));
    kernel.noKeyType = full;
    assertFinds(Trouble.NOT_TRIED, new KeyType(kernel));
  }

  @Test
  void parserIsLoadedAlsoAtBoot() {
    ParserModule check = new ParserModule(root.files(), kernel);
    assertOk(check);
    root.without("etc/modules-load.d/ssh-kr.conf");
    assertFinds(Trouble.PARSER_NOT_AT_BOOT, check);
    root.with("etc/modules", "loop\npkcs8_key_parser\n");
    assertOk(check);
    assertThat(kernel.asked).isEmpty();
  }

  @Test
  void parserThatIsNotLoadedIsOneOfFourThings() {
    ParserModule check = new ParserModule(root.files(), kernel);
    String modules = "lib/modules/" + FakeRoot.RELEASE;
    root.without("sys/module/pkcs8_key_parser/refcnt").without("sys/module/pkcs8_key_parser");
    assertFinds(Trouble.PARSER_NOT_LOADED, check);
    root.with(modules + "/modules.dep", "kernel/fs/ext4.ko:\n");
    kernel.noSignature = noParser;
    assertFinds(Trouble.PARSER_NOT_IN_KERNEL, check);
    root.without(modules + "/modules.dep");
    assertFinds(Trouble.MODULES_GONE, check);
    kernel.noSignature = full;
    assertFinds(Trouble.NOT_TRIED, check);
    kernel.noSignature = null;
    assertThat(check.examine()).isEqualTo(new Finding.Ok("pkcs8_key_parser is built in"));
    root.with(modules + "/modules.builtin", "kernel/crypto/asymmetric_keys/pkcs8_key_parser.ko\n");
    assertOk(check);
  }

  @Test
  void testKeyIsReadCheckedAndSigns() {
    assertThat(new TestSignature(kernel).examine())
        .isEqualTo(new Finding.Ok("a key of 2048 bits signed in 7 ms"));
    kernel.noSignature = noParser;
    assertFinds(Trouble.NOT_TRIED, new TestSignature(kernel));
    kernel.noSignature = new KeyringException.BadKey("the signature is wrong");
    assertFinds(Trouble.SIGNATURE_FAILED, new TestSignature(kernel));
  }

  @ParameterizedTest
  @CsvSource({
    "1000, 4/200 900/20000, ",
    "1000, 195/200 900/20000, QUOTA_LOW",
    "1000, 4/200 18000/20000, QUOTA_LOW",
    "1000, 198/200 900/20000, QUOTA_FULL",
    "1000, 4/200 19500/20000, QUOTA_FULL",
    "0, 199/200 900/20000, QUOTA_FULL",
  })
  void quotaIsFullWhereNoKeyHasRoom(long uid, String use, Trouble trouble) {
    root.with("proc/key-users", " " + uid + ": 4 4/4 " + use + "\n");
    Quota check = new Quota(root.files(), uid);
    if (trouble == null) {
      assertOk(check);
    } else {
      assertFinds(trouble, check);
    }
  }

  @Test
  void quotaOfAUserWithoutKeysIsTheSystems() {
    root.with("proc/key-users", "");
    assertFinds(Trouble.UNKNOWN, new Quota(root.files(), FakeRoot.UID));
    root.with("proc/sys/kernel/keys/maxkeys", "200\n");
    root.with("proc/sys/kernel/keys/maxbytes", "20000\n");
    assertThat(new Quota(root.files(), FakeRoot.UID).examine().what())
        .isEqualTo("0 of 200 keys and 0 of 20,000 bytes used, room for 28 RSA or 57 Ed25519 keys");
  }

  @Test
  void signerThatIsNotThereOrDoesNotAnswerIsFound() {
    assertFinds(Trouble.SIGNER_MISSING, new Signer(Optional::empty));
    KeyringException silent = new KeyringException.Unavailable("ssh-signer-kr does not answer");
    Signer check =
        new Signer(
            () -> {
              throw silent;
            });
    assertFinds(Trouble.SIGNER_SILENT, check);
    assertThat(check.examine().what()).isEqualTo("ssh-signer-kr does not answer");
  }

  @Test
  void signerSaysWhichPagesItHas() {
    assertThat(new Signer(() -> Optional.of(new SignerStatus(true, 128))).examine())
        .isEqualTo(
            new Finding.Ok(
                "ssh-signer-kr wakes keys in pages that the kernel hides from everyone"
                    + " (memfd_secret); at most 128 connections of a user"));
    assertThat(new Signer(() -> Optional.of(new SignerStatus(false, 128))).examine().what())
        .contains("in locked pages, since this kernel has no memfd_secret");
  }

  private Possession possession(KeyringSelector selector) {
    return new Possession(kernel, new UserKeyrings(root.files(), FakeRoot.UID), selector);
  }

  private SessionKeyring session() {
    return new SessionKeyring(kernel, new UserKeyrings(root.files(), FakeRoot.UID));
  }

  @Test
  void keyringThatIsNotThereIsNotMadeByLooking() {
    assertOk(possession(KeyringSelector.USER_SESSION));
    assertThat(kernel.asked).contains("possess user-session");
    kernel.asked.clear();
    assertOk(possession(KeyringSelector.USER));
    assertOk(possession(KeyringSelector.PERSISTENT));
    root.with("proc/keys", "");
    assertOk(possession(KeyringSelector.USER_SESSION));
    assertOk(possession(KeyringSelector.SESSION));
    assertFinds(Trouble.NO_SESSION, session());
    assertThat(kernel.asked).containsOnly("library", "system calls");
  }

  @Test
  void lockIsAProblemWhoseForgottenPassphraseIsNotTheEnd() {
    kernel.locked = true;
    assertFinds(Trouble.LOCKED, possession(KeyringSelector.USER_SESSION));
  }

  @Test
  void keyringOutOfReachIsAProblem() {
    kernel.noPossession = new KeyringException.Denied("denied");
    assertFinds(Trouble.NOT_POSSESSED, possession(KeyringSelector.USER_SESSION));
    kernel.noPossession = full;
    assertFinds(Trouble.NOT_TRIED, possession(KeyringSelector.USER_SESSION));
  }

  @Test
  void sessionKeyringIsOwnForeignOrTheUsers() {
    assertOk(session());
    kernel.session = "keyring;1000;1000;3f030000;_uid_ses.1000";
    assertFinds(Trouble.NO_SESSION, session());
    kernel.session = "keyring;0;0;3f030000;a;b";
    assertFinds(Trouble.FOREIGN_SESSION, session());
  }

  @Test
  void lifetimeFollowsKeyringAndConfiguration() {
    SystemFiles files = root.files();
    KeyringSelector userSession = KeyringSelector.USER_SESSION;
    assertFinds(Trouble.KEYS_OUTLIVE_LOGOUT, new Lifetime(files, userSession, false, () -> false));
    assertOk(new Lifetime(files, userSession, true, () -> false));
    assertOk(new Lifetime(files, userSession, false, () -> true));
    assertFinds(
        Trouble.KEYS_OUTLIVE_LOGOUT, new Lifetime(files, KeyringSelector.USER, false, () -> true));
    assertOk(new Lifetime(files, KeyringSelector.SESSION, false, () -> false));
    assertFinds(
        Trouble.UNKNOWN, new Lifetime(files, KeyringSelector.PERSISTENT, false, () -> false));
    root.with("proc/sys/kernel/keys/persistent_keyring_expiry", "259200\n");
    assertThat(new Lifetime(files, KeyringSelector.PERSISTENT, false, () -> false).examine())
        .isEqualTo(new Finding.Ok("keys go once unused for 3d"));
  }

  @Test
  void wrongConfigurationIsAProblem() throws IOException {
    Map<String, String> environment = Map.of("XDG_CONFIG_HOME", directory.toString());
    ConfigurationFiles check = new ConfigurationFiles(Configuration.of(environment));
    assertOk(check);
    root.with("ssh-kr/config", "keyrng session\n");
    assertFinds(Trouble.CONFIGURATION_WRONG, check);
    assertThat(check.examine().what()).contains("config, line 1: ");
  }

  private Optional<Path> upstream = Optional.empty();
  private Map<String, String> configured = Map.of();

  @Test
  void agentBehindIsNamedAndWhyItStandsThere() {
    root.with("proc/7/cmdline", "java org.sshkr.agent.SshAgentKr");
    AgentOwner check = agent("/run/user/1000/ssh-kr/agent.sock", peer(7, FakeRoot.UID), null);
    assertThat(check.examine().what()).endsWith("; no agent stands behind it");
    upstream = Optional.of(Path.of("/run/user/1000/openssh_agent"));
    check = agent("/run/user/1000/ssh-kr/agent.sock", peer(7, FakeRoot.UID), null);
    assertThat(check.examine().what())
        .endsWith(
            "; behind it stands OpenSSH's ssh-agent at /run/user/1000/openssh_agent, which"
                + " --upstream names");
    root.with("run/user/1000/ssh-kr/behind", "/other\n/run/user/1000/openssh_agent\n");
    assertThat(check.examine().what()).endsWith("which had SSH_AUTH_SOCK before");
    assertOk(check);
  }

  @Test
  void anotherAgentIsThereForAReason() throws IOException {
    root.with("proc/7/comm", "gcr-ssh-agent");
    PeerCredentials gcr = peer(7, FakeRoot.UID);
    assertThat(agent("/run/user/1000/gcr/ssh", gcr, null).examine().what())
        .endsWith("ssh-agent-kr.socket is not active in this login");
    root.with("run/user/" + FakeRoot.UID + "/ssh-kr/agent.sock", "");
    assertThat(agent("/run/user/1000/gcr/ssh", gcr, null).examine().what())
        .contains("it was set by hand");
    Path file = directory.resolve("ssh-kr/config");
    Files.createDirectories(file.getParent());
    Files.writeString(file, "Take-Over = no\n");
    configured = Map.of("XDG_CONFIG_HOME", directory.toString());
    assertThat(agent("/run/user/1000/gcr/ssh", gcr, null).examine().what())
        .endsWith("it stays, since " + file + " says take-over no");
    assertThat(agent(null, null, null).examine().what())
        .endsWith(
            "though ssh-agent-kr listens at /run/user/" + FakeRoot.UID + "/ssh-kr/agent.sock");
  }

  private AgentOwner agent(String socket, PeerCredentials owner, IOException silence) {
    AgentProbe probe =
        new AgentProbe() {
          @Override
          public PeerCredentials owner(Path path) throws IOException {
            if (owner == null) {
              throw new IOException("nobody listens there");
            }
            return owner;
          }

          @Override
          public long keys(Path path) throws IOException {
            if (silence != null) {
              throw silence;
            }
            return 1;
          }

          @Override
          public UpstreamQuery.Answer upstream(Path path) {
            return new UpstreamQuery.Answer(true, upstream);
          }
        };
    Map<String, String> environment = socket == null ? Map.of() : Map.of("SSH_AUTH_SOCK", socket);
    return new AgentOwner(
        root.files(), probe, Configuration.of(configured), environment, FakeRoot.UID);
  }

  private static PeerCredentials peer(int pid, long uid) {
    return new PeerCredentials(pid, uid, uid);
  }

  @ParameterizedTest
  @CsvSource({
    "java, java -cp x org.sshkr.agent.SshAgentKr -D, /run/x, ssh-agent-kr (pid 7),",
    "systemd, /lib/systemd/systemd --user, /run/user/1000/ssh-kr/agent.sock, ssh-agent-kr (pid 7),",
    "ssh-agent, ssh-agent -D, /x, OpenSSH's ssh-agent (pid 7), AGENT_IS_ANOTHER",
    ",, /tmp/ssh-Ab1/agent.6, OpenSSH's ssh-agent answers, AGENT_IS_ANOTHER",
    "java, java x, /tmp/ssh-Ab1/agent.7, OpenSSH's ssh-agent answers, AGENT_IS_ANOTHER",
    ",, /home/a/.ssh/agent/s.Ab.agent.x, OpenSSH's ssh-agent, AGENT_IS_ANOTHER",
    "systemd, systemd, /run/user/1000/gnupg/S.gpg-agent.ssh, gpg-agent (pid 7), AGENT_IS_ANOTHER",
    "gnome-keyring-d, x, /run/user/1000/keyring/ssh, gnome-keyring (pid 7), AGENT_IS_ANOTHER",
    "sshd, sshd: a, /tmp/ssh-Ab1/agent.7, 'sshd, which', AGENT_IS_FORWARDED",
    "other, x, /x, other (pid 7), AGENT_IS_ANOTHER",
  })
  void agentIsNamedByItsProcessOrPath(
      String name, String command, String socket, String title, Trouble trouble) {
    if (name != null) {
      root.with("proc/7/comm", name + "\n").with("proc/7/cmdline", command);
    }
    AgentOwner check = agent(socket, peer(7, FakeRoot.UID), null);
    assertThat(check.examine().what()).startsWith(title).contains("answers and lists 1 key");
    if (trouble == null) {
      assertOk(check);
    } else {
      assertFinds(trouble, check);
    }
  }

  @Test
  void agentMayBeMissingGoneSilentOrSomebodyElses() {
    assertFinds(Trouble.AGENT_NOT_SET, agent(null, null, null));
    assertFinds(Trouble.AGENT_NOT_SET, agent("", null, null));
    assertFinds(Trouble.AGENT_GONE, agent("/x", null, null));
    assertFinds(
        Trouble.AGENT_SILENT, agent("/x", peer(7, FakeRoot.UID), new IOException("no answer")));
    assertFinds(Trouble.AGENT_OF_ANOTHER_USER, agent("/x", peer(7, 1001), null));
  }

  @Test
  void socketIsOpenOnlyIfOthersGetThere() throws IOException {
    Path socket = Files.createFile(directory.resolve("socket"));
    SocketPermissions check = new SocketPermissions(Map.of("SSH_AUTH_SOCK", socket.toString()));
    Files.setPosixFilePermissions(socket, PosixFilePermissions.fromString("rwxr-xr-x"));
    assertOk(check);
    Files.setPosixFilePermissions(socket, PosixFilePermissions.fromString("rw-rw-rw-"));
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx------"));
    assertThat(check.examine()).isEqualTo(new Finding.Ok("only you can enter " + directory));
    assertOk(new SocketPermissions(Map.of()));
    assertOk(new SocketPermissions(Map.of("SSH_AUTH_SOCK", "/nonexistent/socket")));
  }

  @Test
  void openSocketIsClosedByTheCommandWithItsPath() throws IOException {
    Path open = Files.createTempFile("open socket", "");
    try {
      Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rw-rw-rw-"));
      assertFinds(
          Trouble.SOCKET_OPEN, new SocketPermissions(Map.of("SSH_AUTH_SOCK", open.toString())));
    } finally {
      Files.delete(open);
    }
  }

  @Test
  void ptraceIsAllowedWithoutYamaOrByIt() {
    Ptrace check = new Ptrace(root.files());
    assertOk(check);
    root.with("proc/sys/kernel/yama/ptrace_scope", "0\n");
    assertFinds(Trouble.PTRACE_ALLOWED, check);
    root.without("proc/sys/kernel/yama/ptrace_scope");
    assertFinds(Trouble.YAMA_MISSING, check);
  }

  @Test
  void freedMemoryIsWipedByOptionConfigurationOrNewKernels() {
    InitOnFree check = new InitOnFree(root.files());
    assertOk(check);
    root.with("proc/cmdline", "quiet\n");
    assertFinds(Trouble.FREED_MEMORY_NOT_WIPED, check);
    root.with("boot/config-" + FakeRoot.RELEASE, "CONFIG_INIT_ON_FREE_DEFAULT_ON=y\n");
    assertOk(check);
    root.with("proc/cmdline", "init_on_free=0\n");
    assertFinds(Trouble.FREED_MEMORY_NOT_WIPED, check);
    root.with("proc/sys/kernel/osrelease", "6.12.1\n");
    assertOk(check);
  }

  @Test
  void hibernationWritesKeysToSwapSpaceThatIsNotEncrypted() throws IOException {
    Hibernation check = new Hibernation(root.files());
    assertOk(check);
    root.with("sys/power/state", "freeze mem disk\n").with("sys/power/disk", "[platform] reboot\n");
    root.with("proc/swaps", "Filename Type Size Used Priority\n/dev/zram0 partition 1 0 100\n");
    assertOk(check);
    root.with("proc/swaps", "Filename Type Size Used Priority\n/dev/dm-1 partition 1 0 -2\n");
    assertFinds(Trouble.HIBERNATION, check);
    root.with("sys/block/dm-1/dm/uuid", "LVM-x\n").with("sys/block/dm-1/slaves/dm-0/x", "");
    assertFinds(Trouble.HIBERNATION, check);
    root.with("sys/block/dm-0/dm/uuid", "CRYPT-LUKS2-x\n");
    assertOk(check);
    root.with("proc/swaps", "Filename Type Size Used Priority\n/swap.img file 1 0 -2\n");
    assertFinds(Trouble.HIBERNATION, check);
    Path masked = directory.resolve("etc/systemd/system/hibernate.target");
    Files.createDirectories(masked.getParent());
    Files.createSymbolicLink(masked, Path.of("/dev/null"));
    assertOk(check);
    Files.delete(masked);
    root.with("sys/power/disk", "[disabled]\n");
    assertOk(check);
  }

  @Test
  void crashDumpIsNoted() {
    CrashDump check = new CrashDump(root.files());
    assertOk(check);
    root.with("sys/kernel/kexec_crash_loaded", "1\n");
    assertFinds(Trouble.CRASH_DUMP, check);
  }

  @Test
  void missingSshIsNoted() {
    assertOk(new Versions(() -> Optional.of("OpenSSH_9.2p1")));
    assertFinds(Trouble.SSH_MISSING, new Versions(Optional::empty));
    assertThat(Versions.ofSsh())
        .hasValueSatisfying(version -> assertThat(version).startsWith("OpenSSH_"));
  }
}
