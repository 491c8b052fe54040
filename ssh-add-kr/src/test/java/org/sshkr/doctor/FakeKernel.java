package org.sshkr.doctor;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.sshkr.keyring.KeyringException;
import org.sshkr.keyring.KeyringProbe;
import org.sshkr.keyring.KeyringSelector;
import org.sshkr.keyring.PrivateKey;

/** A kernel that answers well, except where a test says otherwise. It records the questions. */
final class FakeKernel implements KeyringProbe {
  KeyringException noLibrary;
  KeyringException noSystemCalls;
  KeyringException noKeyType;
  KeyringException noSignature;
  KeyringException noPossession;
  boolean locked;
  String session = "keyring;1000;1000;3f030000;_ses";
  final List<String> asked = new ArrayList<>();

  private void answer(String question, KeyringException failure) {
    asked.add(question);
    if (failure != null) {
      throw failure;
    }
  }

  @Override
  public void findLibrary() {
    answer("library", noLibrary);
  }

  @Override
  public void findSystemCalls() {
    answer("system calls", noSystemCalls);
  }

  @Override
  public void findKeyType() {
    answer("key type", noKeyType);
  }

  @Override
  public Duration sign(PrivateKey key) {
    answer("sign", noSignature);
    return Duration.ofMillis(7);
  }

  @Override
  public void possess(KeyringSelector selector) {
    answer("possess " + selector, noPossession);
  }

  @Override
  public boolean isLocked(KeyringSelector selector) {
    answer("locked " + selector, noPossession);
    return locked;
  }

  @Override
  public String describeSession() {
    answer("session", null);
    return session;
  }
}
