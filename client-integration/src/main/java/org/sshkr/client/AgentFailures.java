package org.sshkr.client;

import java.io.IOException;
import java.util.Optional;
import org.apache.sshd.common.AttributeRepository.AttributeKey;
import org.apache.sshd.common.session.Session;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The reasons why agents could not be used in a login. The login itself goes on; if it fails in the
 * end, MINA's exception says only that nothing was left to try. Each failure is also logged.
 */
public final class AgentFailures {
  private static final Logger LOG = LoggerFactory.getLogger(AgentFailures.class);
  private static final AttributeKey<IOException> LAST = new AttributeKey<>();

  private AgentFailures() {}

  /** The last failure of an agent in {@code session}; empty if there was none. */
  public static Optional<IOException> last(Session session) {
    return Optional.ofNullable(session.getAttribute(LAST));
  }

  /**
   * Keeps a failure for {@link #last}.
   *
   * @param session null if an agent is used outside of any session
   */
  static void record(Session session, IOException failure) {
    LOG.warn("can't use an agent in {}, going on without it: {}", session, failure.getMessage());
    if (session != null) {
      session.setAttribute(LAST, failure);
    }
  }
}
