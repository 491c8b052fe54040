package org.sshkr.doctor;

import java.util.Optional;

/**
 * Whether this is a user namespace of its own, in which a user has other keyrings:
 * user_namespaces(7).
 */
record Namespaces(SystemFiles files) implements Check {
  /** /proc/PID/uid_map in the initial user namespace: every id maps to itself. */
  private static final String ALL = "0 0 4294967295";

  @Override
  public String subject() {
    return "namespaces";
  }

  @Override
  public Finding examine() {
    Optional<String> map = files.text("proc/self/uid_map");
    String container = container().map(name -> "in a container (" + name + ")").orElse("");
    if (map.isPresent() && !map.get().replaceAll("\\s+", " ").equals(ALL)) {
      return Trouble.USER_NAMESPACE.found(
          (container.isEmpty() ? "in a user namespace" : container)
              + ": its keyrings are not those outside");
    }
    return new Finding.Ok(
        container.isEmpty()
            ? "no container, no user namespace"
            : container
                + " that shares the host's: keys loaded here can be used by the same uid outside, and"
                + " the other way round");
  }

  /** The container, by the signs of systemd's, Podman's and Docker's containers. */
  private Optional<String> container() {
    Optional<String> manager = files.text("run/systemd/container");
    if (manager.isPresent() || files.exists("run/.containerenv")) {
      return Optional.of(manager.orElse("podman"));
    }
    return files.exists(".dockerenv") ? Optional.of("docker") : Optional.empty();
  }
}
