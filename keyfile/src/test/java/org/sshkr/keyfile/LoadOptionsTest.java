package org.sshkr.keyfile;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.sshkr.keyring.Constraints;
import org.sshkr.keyring.InMemoryKeyring;

class LoadOptionsTest {
  @Test
  void eachChangesOneThing() {
    InMemoryKeyring keyring = new InMemoryKeyring();
    Optional<String> comment = Optional.of("mine");
    Optional<Duration> hour = Optional.of(Duration.ofHours(1));
    LoadOptions plain = LoadOptions.into(keyring);
    assertThat(plain)
        .isEqualTo(new LoadOptions(keyring, Optional.empty(), Optional.empty(), Constraints.NONE));
    assertThat(plain.comment("mine"))
        .isEqualTo(new LoadOptions(keyring, comment, Optional.empty(), Constraints.NONE));
    assertThat(plain.comment("mine").lifetime(Duration.ofHours(1)))
        .isEqualTo(new LoadOptions(keyring, comment, hour, Constraints.NONE));
  }
}
