package org.sshkr.keyring;

import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The only place where the kernel's error numbers become exceptions. Numbers:
 * include/uapi/asm-generic/errno.h.
 */
final class Errno {
  private static final int EPERM = 1;
  private static final int ENOENT = 2;
  private static final int ENOMEM = 12;
  private static final int EACCES = 13;
  private static final int ENODEV = 19;
  private static final int EINVAL = 22;
  private static final int ENOSYS = 38;
  private static final int ENOPKG = 65;
  private static final int EBADMSG = 74;
  private static final int EMSGSIZE = 90;
  private static final int EOPNOTSUPP = 95;
  private static final int EDQUOT = 122;
  private static final int ENOKEY = 126;
  private static final int EKEYEXPIRED = 127;
  private static final int EKEYREVOKED = 128;

  private static final Path PARSER = Path.of("/sys/module/pkcs8_key_parser");

  private Errno() {}

  /** Whether this error of a search means that there is no such key. */
  static boolean meansNone(int errno) {
    return errno == ENOKEY || errno == EKEYEXPIRED || errno == EKEYREVOKED;
  }

  /**
   * The exception for an error number.
   *
   * @param operation that failed, as it reads after "could not": "add the key"
   */
  static KeyringException toException(String operation, int errno) {
    String could = "could not " + operation + ": ";
    return switch (errno) {
      case ENOKEY, ENOENT ->
          new KeyringException.NotFound(could + "the key is not in the keyring; add it again");
      case EKEYEXPIRED ->
          new KeyringException.Expired(could + "its lifetime is over; add the key again");
      case EKEYREVOKED -> new KeyringException.Revoked(could + "it was revoked; add the key again");
      case EACCES ->
          new KeyringException.Denied(
              could + "the kernel denies it to this process, which does not possess the key");
      case EDQUOT -> new KeyringException.QuotaFull(could + KeyQuota.describe());
      case EBADMSG ->
          Files.exists(PARSER)
              ? new KeyringException.BadKey(could + "the kernel can't read this private key")
              : new KeyringException.ParserMissing(
                  could
                      + "the kernel's module for private keys is not loaded; "
                      + "load it with: sudo modprobe pkcs8_key_parser");
      case ENOPKG ->
          new KeyringException.BadKey(
              could + "the kernel has no such signature algorithm; it signs with RSA only");
      case EMSGSIZE, EINVAL ->
          new KeyringException.BadKey(could + "the kernel can't use a key of this kind or size");
      case EOPNOTSUPP ->
          new KeyringException.Unsupported(
              could + "the kernel does not offer this operation for this key");
      case EPERM ->
          new KeyringException.Unavailable(
              could
                  + "forbidden here: a container's seccomp profile blocks keyrings, "
                  + "or the keyring was restricted (keyctl restrict_keyring)");
      case ENOSYS ->
          new KeyringException.Unavailable(
              could + "there are no keyrings here: the kernel or the container lacks keyctl");
      case ENODEV ->
          new KeyringException.Unavailable(
              could + "this kernel has no keys of type asymmetric (CONFIG_ASYMMETRIC_KEY_TYPE)");
      case ENOMEM -> new KeyringException.Failed(could + "the kernel is out of memory");
      default -> new KeyringException.Failed(could + "unexpected kernel error " + errno);
    };
  }
}
