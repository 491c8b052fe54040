package org.sshkr.jsch;

import com.jcraft.jsch.Identity;
import com.jcraft.jsch.IdentityRepository;
import com.jcraft.jsch.JSch;
import java.util.HashSet;
import java.util.Set;
import java.util.Vector;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sshkr.keyring.Keyring;
import org.sshkr.keyring.KeyringException;
import org.sshkr.ssh.wire.Blob;

/**
 * Lets JSch log in with the keys of a keyring:
 *
 * <pre>{@code
 * jsch.setIdentityRepository(
 *     new KeyringIdentityRepository(Keyrings.open(KeyringSelector.USER_SESSION)));
 * }</pre>
 *
 * <p>Keys that the program adds with {@code jsch.addIdentity} stay in this object, in the program's
 * memory as without ssh-kr, and are tried first. None of them is added to the keyring.
 *
 * <p>Keys whose constraints only an agent can enforce are left out. If a key is gone or locked when
 * it should sign, JSch goes on with the next one; the reason is logged.
 */
public final class KeyringIdentityRepository implements IdentityRepository {
  private static final Logger LOG = LoggerFactory.getLogger(KeyringIdentityRepository.class);

  private final Keyring keyring;

  /** JSch's default repository, in this process's memory. */
  private final IdentityRepository own = new JSch().getIdentityRepository();

  /** Uses a keyring that the caller has opened, and closes after the last login. */
  public KeyringIdentityRepository(Keyring keyring) {
    this.keyring = keyring;
  }

  @Override
  public String getName() {
    return "ssh-kr";
  }

  @Override
  public int getStatus() {
    return RUNNING;
  }

  /**
   * The program's own keys, then the other keys that the keyring holds now; only the former if the
   * keyring is locked or can't be read.
   */
  @Override
  @SuppressWarnings("JdkObsolete") // JSch's own signature
  public Vector<Identity> getIdentities() {
    Vector<Identity> all = own.getIdentities();
    Set<Blob> blobs = new HashSet<>();
    for (Identity identity : all) {
      byte[] blob = identity.getPublicKeyBlob();
      if (blob != null) { // an encrypted key may not have one yet
        blobs.add(Blob.copyOf(blob));
      }
    }
    try {
      keyring.list().stream()
          .flatMap(identity -> KeyringIdentity.of(keyring, identity))
          .filter(identity -> !blobs.contains(Blob.copyOf(identity.getPublicKeyBlob())))
          .forEach(all::add);
    } catch (KeyringException e) {
      LOG.warn("can't use the keyring, going on without it: {}", e.getMessage());
    }
    return all;
  }

  /**
   * Keeps a key in this object. JSch calls this for {@code addIdentity}, with the bytes of the
   * agent protocol; a key file or an encoded key works too.
   *
   * @return false if the bytes are not a private key
   */
  @Override
  public boolean add(byte[] identity) {
    return own.add(identity);
  }

  /**
   * Removes a key that the program added.
   *
   * @return false for any other key: those of the keyring are removed with ssh-add-kr -d
   */
  @Override
  public boolean remove(byte[] blob) {
    return own.remove(blob);
  }

  /**
   * Removes the keys that the program added. Those of the keyring are removed with ssh-add-kr -D.
   */
  @Override
  public void removeAll() {
    own.removeAll();
  }
}
