package org.sshkr.keyring;

/** The kernel's operations with an RSA key that it holds. Blocks are as long as the modulus. */
interface KeyOperations {
  KeyOperations OF_THE_KERNEL =
      new KeyOperations() {
        @Override
        public byte[] raisePrivate(int serial, byte[] block) {
          return KeyctlLibrary.rawPrivateOperation(serial, block);
        }

        @Override
        public byte[] raisePublic(int serial, byte[] block) {
          return KeyctlLibrary.rawPublicOperation(serial, block);
        }

        @Override
        public byte[] padded(int serial, String info, byte[] digest, int size) {
          return KeyctlLibrary.sign(serial, info, digest, size);
        }
      };

  /**
   * Returns block^d mod n, big-endian.
   *
   * @throws KeyringException.Unsupported if this key's driver offers padded signatures only
   */
  byte[] raisePrivate(int serial, byte[] block);

  /**
   * Returns block^e mod n, big-endian.
   *
   * @throws KeyringException.Unsupported if this key's driver offers padded signatures only
   */
  byte[] raisePublic(int serial, byte[] block);

  /** Returns a signature of {@code digest}, {@code size} bytes long, the length of the modulus. */
  byte[] padded(int serial, String info, byte[] digest, int size);
}
