package org.sshkr.keyring.signer;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import org.sshkr.keyring.Constraints;
import org.sshkr.keyring.Identity;
import org.sshkr.keyring.KernelRsa;
import org.sshkr.keyring.Keyring;
import org.sshkr.keyring.KeyringException;
import org.sshkr.keyring.PrivateKey;
import org.sshkr.ssh.key.SshCertificate;
import org.sshkr.ssh.key.SshPublicKey;
import org.sshkr.ssh.wire.Blob;

/**
 * A kernel keyring for the keys that the kernel signs with, and the signer for the others. RSA keys
 * may be in either, and only in one: the kernel is asked first, and the signer only for a key that
 * the kernel does not have. Each place keeps a lock of its own; they are locked and unlocked
 * together, the signer only if it may have something of the user's. What the signer can't do at the
 * moment never keeps a key of the kernel from being listed or used.
 */
public final class SplitKeyring implements Keyring {
  private final Keyring kernel;
  private final Keyring signer;
  private final boolean rsaToSigner;

  /**
   * The keys of both; closing closes both.
   *
   * @param rsaToSigner whether RSA keys are added to the signer, even if the kernel could sign with
   *     them
   */
  public SplitKeyring(Keyring kernel, Keyring signer, boolean rsaToSigner) {
    this.kernel = kernel;
    this.signer = signer;
    this.rsaToSigner = rsaToSigner;
  }

  @Override
  public boolean accepts(String keyType) {
    return kernel.accepts(keyType) || signer.accepts(keyType);
  }

  @Override
  public boolean acceptsRsa(int bits) {
    return kernel.acceptsRsa(bits) || signer.acceptsRsa(bits);
  }

  @Override
  public void requireUnlocked() {
    kernel.requireUnlocked();
    try {
      signer.requireUnlocked();
    } catch (KeyringException.Unavailable e) {
      // its keys can't be used now
    }
  }

  @Override
  public List<Identity> list() {
    List<Identity> all = new ArrayList<>(kernel.list());
    Set<Blob> offered = new HashSet<>();
    all.forEach(identity -> offered.addAll(identity.offers()));
    try {
      for (Identity identity : signer.list()) {
        if (!offered.containsAll(identity.offers())) {
          all.add(identity);
        }
      }
    } catch (KeyringException.Unavailable e) {
      // its keys can't sign now
    }
    return all;
  }

  @Override
  public Identity get(SshPublicKey key) {
    return find(key, keyring -> keyring.get(key));
  }

  @Override
  public Identity get(SshCertificate certificate) {
    return find(certificate.publicKey(), keyring -> keyring.get(certificate));
  }

  private Identity find(SshPublicKey key, Function<Keyring, Identity> search) {
    if (!kernel.accepts(key.type())) {
      return search.apply(signer);
    }
    try {
      return search.apply(kernel);
    } catch (KeyringException.Gone inKernel) {
      try {
        return search.apply(signer);
      } catch (KeyringException.Gone | KeyringException.Unavailable e) {
        throw inKernel;
      }
    }
  }

  @Override
  public Identity add(
      PrivateKey key, String comment, Optional<Duration> lifetime, Constraints constraints) {
    return add(
        key.publicKey(),
        Blob.copyOf(key.publicKey().blob()),
        keyring -> keyring.add(key, comment, lifetime, constraints),
        keyring -> keyring.removePlain(key.publicKey()));
  }

  @Override
  public void addCertificate(
      PrivateKey key,
      SshCertificate certificate,
      String comment,
      Optional<Duration> lifetime,
      Constraints constraints) {
    add(
        key.publicKey(),
        certificate.blob(),
        keyring -> {
          keyring.addCertificate(key, certificate, comment, lifetime, constraints);
          return null;
        },
        keyring -> keyring.removeCertificate(certificate));
  }

  /**
   * Adds to the keyring that the key is for, and removes what this replaces in the other.
   *
   * @param offered key or certificate that is added
   */
  private <T> T add(
      SshPublicKey key, Blob offered, Function<Keyring, T> adder, Consumer<Keyring> remover) {
    requireUnlocked();
    if (!rsaToSigner && KernelRsa.isUsable(key)) {
      try {
        T added = adder.apply(kernel);
        removeFromSigner(offered, remover);
        return added;
      } catch (KeyringException.ParserMissing withoutParser) {
        return addToSigner(adder, withoutParser);
      }
    }
    T added = adder.apply(signer);
    if (kernel.accepts(key.type())) {
      remover.accept(kernel);
    }
    return added;
  }

  private void removeFromSigner(Blob offered, Consumer<Keyring> remover) {
    try {
      if (signer.mayHold(offered)) {
        remover.accept(signer);
      }
    } catch (KeyringException.Unavailable e) {
      // the kernel's key hides it from now on
    }
  }

  /** A kernel without the parser has no RSA key that this would replace. */
  private <T> T addToSigner(Function<Keyring, T> adder, KeyringException withoutParser) {
    try {
      return adder.apply(signer);
    } catch (KeyringException.Unavailable e) {
      throw withoutParser;
    }
  }

  /** The kernel's own way to attach a certificate; the signer takes one with its key only. */
  @Override
  public void addCertificate(SshCertificate certificate, Optional<Duration> lifetime) {
    if (get(certificate.publicKey()).sleeps()) {
      signer.addCertificate(certificate, lifetime);
    } else {
      kernel.addCertificate(certificate, lifetime);
      removeFromSigner(certificate.blob(), keyring -> keyring.removeCertificate(certificate));
    }
  }

  @Override
  public Optional<Duration> timeLeft(Identity identity) {
    SshPublicKey key = identity.publicKey();
    boolean inKernel = kernel.accepts(key.type()) && kernel.find(key).isPresent();
    return (inKernel ? kernel : signer).timeLeft(identity);
  }

  @Override
  public boolean remove(SshPublicKey key) {
    return remove(key, keyring -> keyring.remove(key));
  }

  @Override
  public boolean removePlain(SshPublicKey key) {
    return remove(key, keyring -> keyring.removePlain(key));
  }

  @Override
  public boolean removeCertificate(SshCertificate certificate) {
    return remove(certificate.publicKey(), keyring -> keyring.removeCertificate(certificate));
  }

  private boolean remove(SshPublicKey key, Predicate<Keyring> remover) {
    requireUnlocked();
    if (!kernel.accepts(key.type())) {
      return remover.test(signer);
    }
    boolean inKernel = remover.test(kernel);
    try {
      boolean inSigner = remover.test(signer);
      return inKernel || inSigner;
    } catch (KeyringException.Unavailable e) {
      return inKernel;
    }
  }

  @Override
  public void removeAll() {
    requireUnlocked();
    kernel.removeAll();
    signer.removeAll();
  }

  /** Locks both or none. */
  @Override
  public void lock(byte[] passphrase) {
    requireUnlocked();
    kernel.lock(passphrase);
    try {
      if (signer.mayHoldAny()) {
        signer.lock(passphrase);
      }
    } catch (KeyringException e) {
      kernel.unlock(passphrase);
      throw e;
    }
  }

  @Override
  public void removeLocked() {
    signer.removeLocked();
    kernel.removeLocked();
  }

  /**
   * Unlocks each place that the passphrase opens, so that two locks that are not the same can be
   * opened one after the other. The kernel is first: while it delays an attempt, the signer's own
   * delay passes.
   */
  @Override
  public void unlock(byte[] passphrase) {
    Optional<KeyringException> inKernel = unlock(kernel, passphrase);
    Optional<KeyringException> inSigner = unlock(signer, passphrase);
    boolean signerCounts =
        inSigner.isPresent()
            && !(inSigner.get() instanceof KeyringException.NotFound)
            && !(inSigner.get() instanceof KeyringException.Unavailable);
    if (signerCounts) {
      throw inSigner.get();
    }
    boolean onlySignerWasLocked =
        inSigner.isEmpty()
            && inKernel.filter(e -> e instanceof KeyringException.NotFound).isPresent();
    if (inKernel.isPresent() && !onlySignerWasLocked) {
      throw inKernel.get();
    }
  }

  private static Optional<KeyringException> unlock(Keyring place, byte[] passphrase) {
    try {
      place.unlock(passphrase);
      return Optional.empty();
    } catch (KeyringException e) {
      return Optional.of(e);
    }
  }

  @Override
  public void close() {
    kernel.close();
    signer.close();
  }
}
