package org.sshkr.keyring;

/**
 * A failure of the keyring. Its message is one line, lower case, no full stop, and says what is
 * wrong and what to do about it. Code decides by the subclass.
 */
public abstract sealed class KeyringException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private KeyringException(String message) {
    super(message);
  }

  /** There is no such key, or it can no longer be used. */
  public abstract static sealed class Gone extends KeyringException {
    private static final long serialVersionUID = 1L;

    private Gone(String message) {
      super(message);
    }
  }

  /** The key is not in the keyring, or was removed in the meantime. */
  public static final class NotFound extends Gone {
    private static final long serialVersionUID = 1L;

    public NotFound(String message) {
      super(message);
    }
  }

  /** The key's lifetime is over. */
  public static final class Expired extends Gone {
    private static final long serialVersionUID = 1L;

    public Expired(String message) {
      super(message);
    }
  }

  /** The key was revoked by another program. */
  public static final class Revoked extends Gone {
    private static final long serialVersionUID = 1L;

    public Revoked(String message) {
      super(message);
    }
  }

  /**
   * The kernel does not permit this to this process: the key is another user's, or not possessed.
   */
  public static final class Denied extends KeyringException {
    private static final long serialVersionUID = 1L;

    public Denied(String message) {
      super(message);
    }
  }

  /** The keyring is locked, and stays so until it is unlocked with the passphrase. */
  public static final class Locked extends KeyringException {
    private static final long serialVersionUID = 1L;

    public Locked(String message) {
      super(message);
    }

    /** The answer to everything that a locked keyring does not do. */
    public static Locked untilUnlocked() {
      return new Locked(
          "the keyring is locked; unlock it with ssh-add-kr -X, or remove its keys and the lock"
              + " with ssh-add-kr --remove-locked");
    }

    /** The answer to an attempt to unlock it with another passphrase. */
    public static Locked wrongPassphrase() {
      return new Locked(
          "that is not the passphrase that the keyring is locked with; if it is forgotten, remove"
              + " its keys and the lock with ssh-add-kr --remove-locked");
    }
  }

  /** The user's quota of kernel keys does not suffice. */
  public static final class QuotaFull extends KeyringException {
    private static final long serialVersionUID = 1L;

    public QuotaFull(String message) {
      super(message);
    }
  }

  /** The kernel can't use this key: wrong type or size, or numbers that do not belong together. */
  public static final class BadKey extends KeyringException {
    private static final long serialVersionUID = 1L;

    public BadKey(String message) {
      super(message);
    }
  }

  /** The kernel does not offer this operation for this key. */
  public static final class Unsupported extends KeyringException {
    private static final long serialVersionUID = 1L;

    public Unsupported(String message) {
      super(message);
    }
  }

  /** The kernel has no parser for private keys, or has not loaded it. */
  public static final class ParserMissing extends KeyringException {
    private static final long serialVersionUID = 1L;

    public ParserMissing(String message) {
      super(message);
    }
  }

  /** There is no usable keyring here at all: the container, the kernel or a library prevents it. */
  public static final class Unavailable extends KeyringException {
    private static final long serialVersionUID = 1L;

    public Unavailable(String message) {
      super(message);
    }
  }

  /** An unexpected failure; the message has the operation and the error's name. */
  public static final class Failed extends KeyringException {
    private static final long serialVersionUID = 1L;

    public Failed(String message) {
      super(message);
    }
  }
}
