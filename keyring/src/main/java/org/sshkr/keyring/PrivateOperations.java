package org.sshkr.keyring;

/** What the kernel does with a private key that it holds. */
interface PrivateOperations {
  PrivateOperations OF_THE_KERNEL =
      new PrivateOperations() {
        @Override
        public byte[] raw(int serial, byte[] block) {
          return KeyctlLibrary.rawPrivateOperation(serial, block);
        }

        @Override
        public byte[] padded(int serial, String info, byte[] digest, int size) {
          return KeyctlLibrary.sign(serial, info, digest, size);
        }
      };

  /**
   * block^d mod n, big-endian; {@code block} is as long as the modulus.
   *
   * @throws KeyringException.Unsupported if this key's driver offers padded signatures only
   */
  byte[] raw(int serial, byte[] block);

  /** A signature of {@code digest}, {@code size} bytes, which is the modulus length. */
  byte[] padded(int serial, String info, byte[] digest, int size);
}
