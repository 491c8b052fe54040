package org.sshkr.client;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.sshd.client.auth.pubkey.KeyAgentIdentity;
import org.apache.sshd.client.auth.pubkey.UserAuthPublicKey;
import org.apache.sshd.client.config.keys.LazyClientKeyIdentityProvider;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.common.AttributeRepository.AttributeKey;
import org.apache.sshd.common.NamedResource;
import org.apache.sshd.common.config.keys.AuthorizedKeyEntry;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.config.keys.OpenSshCertificate;
import org.apache.sshd.common.config.keys.PublicKeyEntry;
import org.apache.sshd.common.config.keys.PublicKeyEntryResolver;
import org.apache.sshd.common.keyprovider.KeyIdentityProvider;
import org.apache.sshd.common.keyprovider.MultiKeyIdentityProvider;
import org.apache.sshd.common.session.Session;

/**
 * The settings of ssh_config for the keys of a session: IdentityFile, IdentitiesOnly and
 * IdentityAgent. MINA gives them to each session, but uses them for key files only: it would offer
 * all keys of an agent, in the agent's order, until the server gives up.
 */
final class IdentityFiles {
  /** ssh's default identity files, for when it must use some and none is named. */
  private static final List<String> DEFAULTS =
      List.of("id_rsa", "id_ecdsa", "id_ecdsa_sk", "id_ed25519", "id_ed25519_sk");

  private IdentityFiles() {}

  /** Whether IdentityAgent allows the session an agent. */
  static boolean permitAgent(Session session) {
    return identityAgent(session).filter("none"::equalsIgnoreCase).isEmpty();
  }

  /**
   * The value of IdentityAgent.
   *
   * @param session null if an agent is used outside of any session
   */
  static Optional<String> identityAgent(Session session) {
    return session != null && attribute(session, "IDENTITY_AGENT") instanceof String agent
        ? Optional.of(agent).filter(value -> !value.isEmpty())
        : Optional.empty();
  }

  /**
   * An agent's keys in the order in which ssh offers them: first those of identity files, then the
   * others, unless IdentitiesOnly is set.
   */
  static List<KeyAgentIdentity> select(ClientSession session, Iterable<KeyAgentIdentity> offered) {
    boolean only = Boolean.FALSE.equals(attribute(session, "USE_DEFAULT_IDENTITIES"));
    List<PublicKey> named = publicKeys(session, only);
    List<KeyAgentIdentity> selected = new ArrayList<>();
    List<KeyAgentIdentity> others = new ArrayList<>();
    for (KeyAgentIdentity identity : offered) {
      PublicKey key = plain(identity.getKeyIdentity().getPublic());
      boolean isNamed = named.stream().anyMatch(one -> KeyUtils.compareKeys(one, key));
      (isNamed ? selected : others).add(identity);
    }
    if (!only) {
      selected.addAll(others);
    }
    return selected;
  }

  /**
   * A session attribute, found by the name of its field in UserAuthPublicKey: the milestones of
   * MINA 3.0 lack some.
   */
  private static Object attribute(Session session, String name) {
    try {
      return session.getAttribute(
          (AttributeKey<?>) UserAuthPublicKey.class.getField(name).get(null));
    } catch (ReflectiveOperationException e) {
      return null;
    }
  }

  private static PublicKey plain(PublicKey key) {
    return key instanceof OpenSshCertificate certificate ? certificate.getCertPubKey() : key;
  }

  private static List<PublicKey> publicKeys(ClientSession session, boolean only) {
    List<String> files =
        locations(session.getKeyIdentityProvider()).map(NamedResource::getName).toList();
    if (files.isEmpty() && only) {
      Path folder = PublicKeyEntry.getDefaultKeysFolderPath();
      files = DEFAULTS.stream().map(name -> folder.resolve(name).toString()).toList();
    }
    return files.stream()
        .flatMap(file -> Stream.of(file + ".pub", file).map(IdentityFiles::read))
        .flatMap(Optional::stream)
        .map(IdentityFiles::plain)
        .toList();
  }

  private static Stream<? extends NamedResource> locations(KeyIdentityProvider provider) {
    if (provider instanceof LazyClientKeyIdentityProvider files) {
      return files.getLocations().stream();
    }
    Stream.Builder<NamedResource> found = Stream.builder();
    if (provider instanceof MultiKeyIdentityProvider many) {
      many.getProviders().forEach(one -> locations(one).forEach(found::add));
    }
    return found.build();
  }

  /** The public key at the beginning of a file; the rest of a private key file is not read. */
  private static Optional<PublicKey> read(String file) {
    try (BufferedReader lines = Files.newBufferedReader(Path.of(file), ISO_8859_1)) {
      String line = lines.readLine();
      return line == null || line.startsWith("-----")
          ? Optional.empty()
          : Optional.ofNullable(
              AuthorizedKeyEntry.parseAuthorizedKeyEntry(line)
                  .resolvePublicKey(null, PublicKeyEntryResolver.IGNORING));
    } catch (IOException | GeneralSecurityException | RuntimeException e) {
      return Optional.empty(); // what else MINA makes of the file is up to MINA
    }
  }
}
