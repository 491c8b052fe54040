package org.sshkr.jca;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.Key;
import java.security.KeyStore;
import java.security.KeyStoreException;
import java.security.KeyStoreSpi;
import java.security.UnrecoverableEntryException;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Date;
import java.util.Enumeration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.sshkr.keyring.Identity;
import org.sshkr.keyring.Keyring;
import org.sshkr.keyring.KeyringException;
import org.sshkr.ssh.key.SshPublicKey;
import org.sshkr.ssh.wire.Blob;

/**
 * The keys that a keyring held when this store was loaded, each under its fingerprint. A keyring
 * has no certificates: they come from the file that the store is loaded from, or from {@code
 * setKeyEntry}, under the fingerprint or another alias. They stay in this object. Passwords are
 * ignored. Keys with constraints, which only an agent can enforce, are left out.
 */
final class KeyringKeyStore extends KeyStoreSpi {
  /**
   * An entry of the store.
   *
   * @param chain empty for a key without one
   */
  private record Entry(KeyringPrivateKey key, List<Certificate> chain) {}

  private final Supplier<Keyring> source;
  private final Map<String, Entry> entries = Collections.synchronizedMap(new LinkedHashMap<>());
  private volatile Instant loaded = Instant.EPOCH;

  /**
   * Creates an empty store.
   *
   * @param source opens the keyring, or returns one that is open
   */
  KeyringKeyStore(Supplier<Keyring> source) {
    this.source = source;
  }

  /**
   * Lists the keyring, and forgets all chains.
   *
   * @param stream null for all keys; or certificates, each chain beginning with a key's own: the
   *     store then has these keys and no others
   * @throws IOException if the keyring or the stream can't be read, or a chain's key is not in the
   *     keyring
   */
  @Override
  public void engineLoad(InputStream stream, char[] password) throws IOException {
    Map<String, Entry> listed = list();
    if (stream != null) {
      listed = attach(certificates(stream), listed);
    }
    synchronized (entries) {
      entries.clear();
      entries.putAll(listed);
    }
    loaded = Instant.now();
  }

  private Map<String, Entry> list() throws IOException {
    Map<String, Entry> listed = new LinkedHashMap<>();
    try {
      Keyring keyring = source.get();
      for (Identity identity : keyring.list()) {
        SshPublicKey key = identity.publicKey();
        if (identity.offersWithoutAgent().contains(Blob.copyOf(key.blob()))) {
          KeyringPrivateKey.of(keyring, key)
              .ifPresent(own -> listed.put(own.getFingerprint(), new Entry(own, List.of())));
        }
      }
    } catch (KeyringException e) {
      throw new IOException(e.getMessage(), e);
    }
    return listed;
  }

  private static List<Certificate> certificates(InputStream stream) throws IOException {
    try {
      List<Certificate> all =
          List.copyOf(CertificateFactory.getInstance("X.509").generateCertificates(stream));
      if (all.isEmpty()) {
        throw new IOException("there is no certificate in the file; a keyring has no other file");
      }
      return all;
    } catch (CertificateException e) {
      throw new IOException("not a file of certificates: " + e.getMessage(), e);
    }
  }

  /** The keys that have certificates, each with the certificates up to the next key's. */
  private static Map<String, Entry> attach(
      List<Certificate> certificates, Map<String, Entry> listed) throws IOException {
    Map<String, Entry> attached = new LinkedHashMap<>();
    Entry last = null;
    for (Certificate certificate : certificates) {
      Optional<Entry> own =
          listed.values().stream()
              .filter(entry -> entry.key.hasPublicHalf(certificate.getPublicKey()))
              .findFirst();
      if (own.isPresent()) {
        last = new Entry(own.get().key, new ArrayList<>());
        attached.put(last.key.getFingerprint(), last);
      }
      if (last == null) {
        throw new IOException(
            "the keyring does not hold the key of the first certificate; add it with ssh-add-kr");
      }
      last.chain.add(certificate);
    }
    return attached;
  }

  /** Always throws. */
  @Override
  public void engineStore(OutputStream stream, char[] password) throws IOException {
    throw new IOException("keys do not leave their keyring, so they can't be stored elsewhere");
  }

  @Override
  public Enumeration<String> engineAliases() {
    synchronized (entries) {
      return Collections.enumeration(entries.keySet().stream().toList());
    }
  }

  @Override
  public boolean engineContainsAlias(String alias) {
    return entries.containsKey(alias);
  }

  @Override
  public int engineSize() {
    return entries.size();
  }

  @Override
  public boolean engineIsKeyEntry(String alias) {
    return entries.containsKey(alias);
  }

  /**
   * True for a PrivateKeyEntry: by default Java treats a key without a chain as a secret key, and
   * keytool lists it as one.
   */
  @Override
  public boolean engineEntryInstanceOf(String alias, Class<? extends KeyStore.Entry> type) {
    return type == KeyStore.PrivateKeyEntry.class && entries.containsKey(alias);
  }

  @Override
  public boolean engineIsCertificateEntry(String alias) {
    return false;
  }

  @Override
  public Key engineGetKey(String alias, char[] password) {
    Entry entry = entries.get(alias);
    return entry == null ? null : entry.key;
  }

  /** The key's chain; null if it has none. */
  @Override
  public Certificate[] engineGetCertificateChain(String alias) {
    Entry entry = entries.get(alias);
    return entry == null || entry.chain.isEmpty() ? null : entry.chain.toArray(Certificate[]::new);
  }

  @Override
  public Certificate engineGetCertificate(String alias) {
    Certificate[] chain = engineGetCertificateChain(alias);
    return chain == null ? null : chain[0];
  }

  @Override
  public String engineGetCertificateAlias(Certificate certificate) {
    synchronized (entries) {
      return entries.entrySet().stream()
          .filter(named -> named.getValue().chain.indexOf(certificate) == 0)
          .map(Map.Entry::getKey)
          .findFirst()
          .orElse(null);
    }
  }

  /** The time when the store was loaded: the kernel does not record when a key was added. */
  @Override
  public Date engineGetCreationDate(String alias) {
    return entries.containsKey(alias) ? Date.from(loaded) : null;
  }

  /**
   * The key and its chain; the protection is ignored.
   *
   * @throws UnrecoverableEntryException if the key has no chain, without which Java has no such
   *     entry; getKey returns it
   */
  @Override
  public KeyStore.Entry engineGetEntry(String alias, KeyStore.ProtectionParameter protection)
      throws UnrecoverableEntryException {
    Entry entry = entries.get(alias);
    if (entry == null) {
      return null;
    }
    if (entry.chain.isEmpty()) {
      throw new UnrecoverableEntryException(
          "the key " + alias + " has no certificate; attach one with setKeyEntry");
    }
    return new KeyStore.PrivateKeyEntry(entry.key, entry.chain.toArray(Certificate[]::new));
  }

  /**
   * Attaches a certificate chain to a key of a keyring.
   *
   * @throws KeyStoreException if it is another key, or if the chain does not begin with its
   *     certificate
   */
  @Override
  public void engineSetKeyEntry(String alias, Key key, char[] password, Certificate[] chain)
      throws KeyStoreException {
    if (!(key instanceof KeyringPrivateKey own)) {
      throw new KeyStoreException("keys are added to a keyring with ssh-add-kr");
    }
    if (chain == null || chain.length == 0 || !own.hasPublicHalf(chain[0].getPublicKey())) {
      throw new KeyStoreException("the first certificate is not one of the key " + own);
    }
    entries.put(alias, new Entry(own, List.of(chain)));
  }

  /** Always throws. */
  @Override
  public void engineSetKeyEntry(String alias, byte[] key, Certificate[] chain)
      throws KeyStoreException {
    throw new KeyStoreException("keys are added to a keyring with ssh-add-kr");
  }

  /** Always throws. */
  @Override
  public void engineSetCertificateEntry(String alias, Certificate certificate)
      throws KeyStoreException {
    throw new KeyStoreException("a keyring holds no certificates of others");
  }

  /** Always throws: the key would stay in the keyring. */
  @Override
  public void engineDeleteEntry(String alias) throws KeyStoreException {
    throw new KeyStoreException("keys are removed from a keyring with ssh-add-kr -d");
  }
}
