package org.sshkr.evidence;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.sshkr.tests.Await;
import org.sshkr.tests.ClientLoad.Outcome;
import org.sshkr.tests.Command;

/** Faults of keys, keyrings and their quota. */
final class KeyFaults {
  private static final Path QUOTAS = Path.of("/proc/sys/kernel/keys");

  /** Runs keyctl on the key that goes; a session of its own possesses the keyring. */
  private static final String ON_GOING_KEY =
      """
      keyctl link @us @s
      for key in $(keyctl rlist @us); do
        case $(keyctl rdescribe "$key" 2>/dev/null) in *"$1"*) keyctl %s;; esac
      done
      """;

  /** Adds the key as another program would: with rights that ssh-add-kr takes away. */
  private static final String ADD_FOREIGN =
      "keyctl padd asymmetric \"$1 going\" @us <going.der >/dev/null";

  /** Uses a keyring that can be removed, since a restriction is for good. */
  private static final String IN_OWN_KEYRING =
      "keyctl link @us @s; keyctl newring faults @us >/dev/null; exec \"$@\" --keyring faults";

  /** A step in a scene. */
  private interface Step {
    void in(Scene scene);
  }

  private KeyFaults() {}

  static List<Fault> all() {
    return List.of(
        comesAndGoes("expires", scene -> scene.add("going", "-t", "2"), scene -> {}),
        comesAndGoes("is revoked", scene -> script(scene, ADD_FOREIGN), onKey("revoke \"$key\"")),
        comesAndGoes("is invalidated", scene -> scene.add("going"), onKey("invalidate \"$key\"")),
        comesAndGoes("is unlinked", scene -> scene.add("going"), onKey("unlink \"$key\" @us")),
        Fault.of(
            "the quota of keys is used up, clients at work",
            Fault.whileServing(scene -> withQuota(scene, "maxkeys", scene::waitUntilOver))),
        Fault.of("the quota of bytes is used up, the shim has been idle", KeyFaults::quotaWhenIdle),
        Fault.of("the keyring is restricted", IN_OWN_KEYRING, KeyFaults::restricted));
  }

  private static Fault comesAndGoes(String name, Step add, Step destroy) {
    return Fault.of(
        "a key " + name + ", and is added again",
        Fault.whileServing(scene -> comeAndGo(scene, add, destroy)));
  }

  private static Step onKey(String keyctl) {
    return scene -> script(scene, ON_GOING_KEY.formatted(keyctl));
  }

  private static void script(Scene scene, String script) {
    scene.user().run("sh", "-c", script, "sh", Scene.going()).succeeded();
  }

  /** Destroys one key and adds it again, and each time waits until clients notice. */
  private static void comeAndGo(Scene scene, Step add, Step destroy) {
    onKey("unlink \"$key\" @us").in(scene);
    do {
      long before = scene.load().signedByGoing();
      add.in(scene);
      Await.until("the key signs", () -> scene.load().signedByGoing() > before);
      destroy.in(scene);
      scene.load().await(Outcome.REFUSED_GONE, 1);
      scene.happened();
    } while (!scene.isOver());
    scene.add("going");
  }

  /** Lowers a quota to the present use while {@code task} runs. */
  private static void withQuota(Scene scene, String name, Runnable task) throws IOException {
    Path quota = QUOTAS.resolve(name);
    String before;
    // read byte by byte, the file ends too soon
    try (BufferedReader reader = Files.newBufferedReader(quota)) {
      before = reader.readLine();
    }
    Files.writeString(quota, "1");
    try {
      scene.happened();
      task.run();
    } finally {
      Files.writeString(quota, before);
    }
  }

  /**
   * Waits until idle workers have ended and must be started again, each with a keyring of its own.
   */
  private static void quotaWhenIdle(Scene scene) throws IOException {
    Workers.awaitNone(scene.agent().pid());
    withQuota(
        scene,
        "maxbytes",
        () -> {
          scene.startClients();
          scene.waitUntilOver();
        });
  }

  /** Restricts the keyring: nothing can be added to it any more, but its keys go on signing. */
  private static void restricted(Scene scene) {
    addToOwn(scene, "key").succeeded();
    addToOwn(scene, "going").succeeded();
    scene.startClients();
    scene.load().await(Outcome.RIGHT, 20);
    script(
        scene, "keyctl link @us @s; keyctl restrict_keyring $(keyctl search @us keyring faults)");
    do {
      Command.Result result = addToOwn(scene, "going");
      if (result.status() == 0 || !result.err().contains("restricted")) {
        throw new AssertionError("added to a restricted keyring: " + result);
      }
      scene.happened();
    } while (!scene.isOver());
  }

  private static Command.Result addToOwn(Scene scene, String file) {
    String script = "keyctl link @us @s; exec \"$@\"";
    return scene
        .user()
        .run("sh", "-c", script, "sh", Command.sshAddKr(), "--keyring", "faults", file);
  }
}
