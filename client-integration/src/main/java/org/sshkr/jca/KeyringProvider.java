package org.sshkr.jca;

import java.security.Provider;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.sshkr.keyring.HashAlgorithm;
import org.sshkr.keyring.Keyring;
import org.sshkr.keyring.KeyringException;
import org.sshkr.keyring.KeyringSelector;
import org.sshkr.keyring.signer.Keyrings;

/**
 * A security provider that signs with the keys of a keyring wherever Java signs, TLS included. It
 * offers the key store {@value #KEY_STORE}, and signatures with {@link KeyringPrivateKey its own
 * keys}: SHA1withRSA, SHA256withRSA, SHA384withRSA, SHA512withRSA and RSASSA-PSS, also by Bouncy
 * Castle's names such as SHA256withRSAandMGF1; Ed25519, also as EdDSA; SHA256withECDSA,
 * SHA384withECDSA and SHA512withECDSA, each for the keys on one curve, and in P1363 format.
 *
 * <pre>{@code Security.insertProviderAt(new KeyringProvider(KeyringSelector.USER_SESSION), 1);}
 * </pre>
 *
 * <p>Java picks it for its own keys. Work with other keys it hands to the next provider, so it may
 * be anywhere in the list. The first place is best: if a program calls {@code setParameter} before
 * {@code initSign}, as libraries for JSON web tokens and XML signatures do, Java takes the first
 * provider that has RSASSA-PSS, before it knows the key.
 *
 * <p>In a file java.security, and in the options {@code -addprovider} and {@code -providerarg} of
 * keytool and jarsigner, its name is {@value #NAME} and its argument that of ssh-add-kr's option
 * {@code --keyring}.
 *
 * <p>It does not decrypt, so TLS must not use the cipher suites TLS_RSA_*, which no peer of this
 * century needs.
 */
public final class KeyringProvider extends Provider {
  /** The provider's name. */
  public static final String NAME = "ssh-kr";

  /** The type of its key store. */
  public static final String KEY_STORE = "SSHKR";

  private static final long serialVersionUID = 1L;

  /** The arc of RSA's object identifiers: RFC 8017, appendix C. */
  private static final String PKCS1 = "1.2.840.113549.1.1.";

  /** The arc of ECDSA's object identifiers with SHA-2: RFC 5758, section 3.2. */
  private static final String ECDSA = "1.2.840.10045.4.3.";

  /**
   * Uses the user-session keyring, opened when a key store is loaded: Java creates this object in
   * every program of a machine whose java.security names it, even where there are no keyrings.
   */
  public KeyringProvider() {
    this(new Once(() -> Keyrings.open(KeyringSelector.USER_SESSION)));
  }

  /**
   * Opens a keyring of the kernel. Its threads end when idle.
   *
   * @throws KeyringException.Unavailable if there are no keyrings here
   */
  public KeyringProvider(KeyringSelector selector) {
    this(Keyrings.open(selector));
  }

  /** Uses a keyring that the caller has opened, and closes after the last signature. */
  public KeyringProvider(Keyring keyring) {
    this(() -> keyring);
  }

  private KeyringProvider(Supplier<Keyring> keyring) {
    super(NAME, "0.1", "keys of the Linux kernel's keyrings");
    putService(
        new KeyringService(
            this, "KeyStore", KEY_STORE, Map.of(), () -> new KeyringKeyStore(keyring)));
    putPkcs1("SHA1withRSA", HashAlgorithm.SHA1, "5");
    putPkcs1("SHA256withRSA", HashAlgorithm.SHA256, "11");
    putPkcs1("SHA384withRSA", HashAlgorithm.SHA384, "12");
    putPkcs1("SHA512withRSA", HashAlgorithm.SHA512, "13");
    putSignature(PssSignature.ALGORITHM, RsaKey.class, PssSignature::new, PKCS1 + "10");
    putPss("SHA256", HashAlgorithm.SHA256);
    putPss("SHA384", HashAlgorithm.SHA384);
    putPss("SHA512", HashAlgorithm.SHA512);
    putEdDsa("Ed25519", "1.3.101.112"); // RFC 8410, section 3
    putEdDsa("EdDSA");
    putEcdsa("SHA256withECDSA", "2");
    putEcdsa("SHA384withECDSA", "3");
    putEcdsa("SHA512withECDSA", "4");
  }

  /**
   * Returns a provider for another keyring, opened when a key store is loaded.
   *
   * @param keyring as in ssh-add-kr's option {@code --keyring}
   */
  @Override
  public Provider configure(String keyring) {
    return new KeyringProvider(new Once(() -> Keyrings.open(KeyringSelector.named(keyring))));
  }

  /** Opens a keyring at first use, and again after a failure. */
  private static final class Once implements Supplier<Keyring> {
    private final Supplier<Keyring> opener;
    private Keyring keyring;

    Once(Supplier<Keyring> opener) {
      this.opener = opener;
    }

    @Override
    public synchronized Keyring get() {
      if (keyring == null) {
        keyring = opener.get();
      }
      return keyring;
    }
  }

  private void putPkcs1(String algorithm, HashAlgorithm hash, String number) {
    putSignature(
        algorithm, RsaKey.class, () -> new Pkcs1Signature(algorithm, hash), PKCS1 + number);
  }

  /** Registers PSS under the names that Bouncy Castle's own classes ask for. */
  private void putPss(String hashName, HashAlgorithm hash) {
    String algorithm = hashName + "withRSAandMGF1";
    putSignature(
        algorithm,
        RsaKey.class,
        () -> new PssSignature(algorithm, hash),
        hashName + "withRSA/PSS",
        hashName + "withRSASSA-PSS");
  }

  private void putEdDsa(String algorithm, String... aliases) {
    putSignature(algorithm, EdEcKey.class, () -> new EdDsaSignature(algorithm), aliases);
  }

  private void putEcdsa(String algorithm, String number) {
    String format = "inP1363Format";
    putSignature(algorithm, EcKey.class, () -> new EcdsaSignature(algorithm, ""), ECDSA + number);
    putSignature(algorithm + format, EcKey.class, () -> new EcdsaSignature(algorithm, format));
  }

  /** Registers a signature for one class of the keyring's keys. */
  private void putSignature(
      String algorithm,
      Class<? extends KeyringPrivateKey> keys,
      Supplier<Object> maker,
      String... aliases) {
    Map<String, String> attributes = Map.of("SupportedKeyClasses", keys.getName());
    putService(new KeyringService(this, "Signature", algorithm, attributes, maker, aliases));
  }

  private static final class KeyringService extends Service {
    private final Supplier<Object> maker;

    KeyringService(
        Provider provider,
        String type,
        String algorithm,
        Map<String, String> attributes,
        Supplier<Object> maker,
        String... aliases) {
      super(
          provider,
          type,
          algorithm,
          KeyringService.class.getName() + "." + algorithm,
          List.of(aliases),
          attributes);
      this.maker = maker;
    }

    @Override
    public Object newInstance(Object parameter) {
      return maker.get();
    }
  }
}
