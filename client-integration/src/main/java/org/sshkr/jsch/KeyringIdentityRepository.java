package org.sshkr.jsch;

import com.jcraft.jsch.Identity;
import com.jcraft.jsch.IdentityRepository;
import java.util.Vector;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sshkr.keyring.Constraints;
import org.sshkr.keyring.Keyring;
import org.sshkr.keyring.KeyringException;
import org.sshkr.keyring.SshCertificate;
import org.sshkr.keyring.SshIdentity;

/**
 * Lets JSch log in with the keys of a keyring:
 *
 * <pre>{@code
 * jsch.setIdentityRepository(
 *     new KeyringIdentityRepository(LinuxKeyring.open(KeyringSelector.USER_SESSION)));
 * }</pre>
 *
 * <p>Keys whose constraints only an agent can enforce are left out. A key that is gone or locked by
 * the time that it should sign is passed over, and JSch goes on with the next one; the reason is
 * logged.
 */
public final class KeyringIdentityRepository implements IdentityRepository {
  private static final Logger LOG = LoggerFactory.getLogger(KeyringIdentityRepository.class);

  private final Keyring keyring;

  /** For a keyring that the caller opened, and closes after the last login. */
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

  /** What the keyring holds now; nothing if it is locked or can't be read. */
  @Override
  @SuppressWarnings("JdkObsolete") // JSch's own signature
  public Vector<Identity> getIdentities() {
    Vector<Identity> all = new Vector<>();
    try {
      for (SshIdentity identity : keyring.list()) {
        Constraints constraints = identity.constraints();
        if (constraints.confirm() || constraints.destinations().isPresent()) {
          continue;
        }
        if (!constraints.certificateOnly()) {
          all.add(new KeyringIdentity(keyring, identity, identity.publicKey().blob()));
        }
        for (SshCertificate certificate : identity.certificates()) {
          all.add(new KeyringIdentity(keyring, identity, certificate.blob().toByteArray()));
        }
      }
    } catch (KeyringException e) {
      LOG.warn("can't use the keyring, going on without it: {}", e.getMessage());
    }
    return all;
  }

  /** False: keys are added with ssh-add-kr. */
  @Override
  public boolean add(byte[] identity) {
    return false;
  }

  /** False: keys are removed with ssh-add-kr -d. */
  @Override
  public boolean remove(byte[] blob) {
    return false;
  }

  /** Does nothing: keys are removed with ssh-add-kr -D. */
  @Override
  public void removeAll() {}
}
