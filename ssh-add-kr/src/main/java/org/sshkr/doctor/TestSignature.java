package org.sshkr.doctor;

import java.time.Duration;
import org.sshkr.keyring.KeyringException;
import org.sshkr.keyring.KeyringProbe;

/** One complete run: a key that is known to be good is loaded, signs and is removed. */
record TestSignature(KeyringProbe probe) implements Check {
  @Override
  public String subject() {
    return "test signature";
  }

  @Override
  public Finding examine() {
    if (!SystemCalls.work(probe)) {
      return Trouble.NOT_TRIED.found("can't be made");
    }
    try {
      Duration time = TestKey.sign(probe);
      return new Finding.Ok("a key of 2048 bits signed in " + time.toMillis() + " ms");
    } catch (KeyringException.ParserMissing e) {
      return Trouble.NOT_TRIED.found("can't be made without the parser module");
    } catch (KeyringException.QuotaFull e) {
      return Trouble.NOT_TRIED.found("can't be made: the quota is used up");
    } catch (KeyringException e) {
      return Trouble.SIGNATURE_FAILED.found("a good key does not sign: " + e.getMessage());
    }
  }
}
