package org.sshkr.client;

/** An SSH server on loopback that trusts some public keys. Closing it ends its sessions. */
public interface TestServer extends AutoCloseable {
  /** The TCP port on 127.0.0.1. */
  int port();

  /** The user who may log in. */
  String user();

  @Override
  void close();
}
