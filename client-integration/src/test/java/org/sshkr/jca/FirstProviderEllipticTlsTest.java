package org.sshkr.jca;

import java.security.Provider;
import org.junit.jupiter.api.Tag;

/** TLS with our provider as the first, also for the other side's ordinary key. */
@Tag("slow")
class FirstProviderEllipticTlsTest extends EllipticTlsTest {
  @Override
  Installed install(Provider provider) {
    return Installed.first(provider);
  }
}
