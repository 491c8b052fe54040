package org.sshkr.ssh.session;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.sshkr.ssh.constraint.DestinationConstraint;
import org.sshkr.ssh.constraint.DestinationConstraints;
import org.sshkr.ssh.constraint.Hop;
import org.sshkr.ssh.wire.Blob;
import org.sshkr.ssh.wire.WireFormatException;

/**
 * The sessions that one connection is bound to, and what they permit: PROTOCOL.agent, section 1,
 * and ssh-agent.c (process_ext_session_bind, identity_permitted, process_sign_request2). Each but
 * the last is a hop that the agent was forwarded to; the last may be the host that is authenticated
 * to.
 *
 * <p>An instance belongs to one connection and handles one request at a time; not safe for use by
 * several threads at once. Only keys with constraints are checked here.
 */
public final class BoundSessions {
  /** AGENT_MAX_SESSION_IDS. */
  public static final int MAX = 16;

  private record Bound(Blob sessionId, SessionHost host, boolean forwarding) {}

  private final InstantSource clock;
  private final List<Bound> sessions = new ArrayList<>();
  private final List<Blob> binds = new ArrayList<>();
  private boolean attempted;

  /**
   * Creates an instance for a new connection, bound to no session.
   *
   * @param clock for the validity of host certificates
   */
  public BoundSessions(InstantSource clock) {
    this.clock = clock;
  }

  /**
   * Binds the connection to one more session, for good, even while the agent is locked. A session
   * that is already bound changes nothing.
   *
   * @param contents of the extension request, after its name
   * @throws SessionRefusal if they are malformed, not signed by the host key, or not allowed here;
   *     the connection can then use no constrained key, unless it was bound before
   */
  public void bind(Blob contents) {
    attempted = true;
    SessionBind bind;
    SessionHost host;
    try {
      bind = SessionBind.decode(contents);
      host = SessionHost.decode(bind.hostKey());
    } catch (WireFormatException e) {
      throw new SessionRefusal("malformed session bind: " + e.getMessage());
    }
    if (!host.key().verifies(bind.sessionId().toByteArray(), bind.signature().toByteArray())) {
      throw new SessionRefusal("session bind is not signed by its host key " + host.fingerprint());
    }
    for (Bound session : sessions) {
      if (!session.forwarding()) {
        throw new SessionRefusal(
            "session bind on a connection that is already bound for authentication");
      }
      if (session.sessionId().equals(bind.sessionId())) {
        if (session.host().blob().equals(host.blob())) {
          return;
        }
        throw new SessionRefusal("session bind for a session that has another host key");
      }
    }
    if (sessions.size() == MAX) {
      throw new SessionRefusal("session bind beyond " + MAX + " on one connection");
    }
    sessions.add(new Bound(bind.sessionId(), host, bind.forwarding()));
    binds.add(contents);
  }

  /** The contents of the session binds, in their order, for an agent that verifies them itself. */
  public List<Blob> binds() {
    return List.copyOf(binds);
  }

  /** Whether the client may be on another host: a bind was at least tried. */
  public boolean isRemote() {
    return attempted;
  }

  /** The sessions, starting at the agent's own host. */
  public List<BoundSession> sessions() {
    return sessions.stream()
        .map(session -> new BoundSession(session.host().fingerprint(), session.forwarding()))
        .toList();
  }

  /**
   * Whether this connection may list and remove a key with these constraints. At the end of a
   * forwarding it may, if the key may be used from there to any host.
   */
  public boolean permitsListing(DestinationConstraints constraints) {
    if (sessions.isEmpty()) {
      return !attempted;
    }
    return refusal(constraints, Optional.empty()).isEmpty()
        && (!last().forwarding()
            || constraints.constraints().stream()
                .anyMatch(way -> startsAt(way, Optional.of(last().host()))));
  }

  /**
   * The user that a signature logs in as, on the host that the connection was bound to last. Empty
   * if it is bound to none, or the signature is for something else.
   *
   * @param key public key blob or certificate that is to sign
   * @param data to be signed
   */
  public Optional<String> loginAs(Blob key, Blob data) {
    if (sessions.isEmpty()) {
      return Optional.empty();
    }
    return UserAuthRequest.parse(data)
        .filter(request -> request.isSignedBy(key))
        .filter(request -> request.sessionId().equals(last().sessionId()))
        .map(UserAuthRequest::user);
  }

  /**
   * Permits a signature with a key that has these constraints, but only for a login to the host
   * that the connection was bound to last, as a permitted user, by a permitted path.
   *
   * @param key public key blob or certificate that is to sign
   * @param data to be signed
   * @return where it logs in
   * @throws SessionRefusal if it is not permitted
   */
  public Destination permitSignature(DestinationConstraints constraints, Blob key, Blob data) {
    if (sessions.isEmpty()) {
      throw refused("the connection is not bound to a session");
    }
    UserAuthRequest request =
        UserAuthRequest.parse(data)
            .filter(parsed -> parsed.isSignedBy(key))
            .orElseThrow(() -> refused("the data is not a request to log in with this key"));
    refusal(constraints, Optional.of(request.user()))
        .ifPresent(
            reason -> {
              throw refused(reason);
            });
    if (!request.sessionId().equals(last().sessionId())) {
      throw refused("the request is not for the session that was bound last");
    }
    if (sessions.size() > 1 && request.hostKey().isEmpty()) {
      throw refused("a request through a forwarded agent must name the host key");
    }
    if (request.hostKey().isPresent() && !request.hostKey().get().equals(last().host().blob())) {
      throw refused("the request names another host key than the one that was bound last");
    }
    return destination(constraints, request.user());
  }

  /** The reason why these sessions, hop by hop, don't permit the key; empty if they do. */
  private Optional<String> refusal(DestinationConstraints constraints, Optional<String> user) {
    Optional<SessionHost> from = Optional.empty();
    for (int i = 0; i < sessions.size(); i++) {
      Bound session = sessions.get(i);
      boolean isLast = i == sessions.size() - 1;
      if (isLast && session.forwarding() && user.isPresent()) {
        return Optional.of("the connection was bound for forwarding last");
      }
      if (!isLast && !session.forwarding()) {
        return Optional.of("the connection was forwarded through a session for authentication");
      }
      if (way(constraints, from, session.host(), isLast ? user : Optional.empty()).isEmpty()) {
        return Optional.of("its constraints don't permit this user, host or path");
      }
      from = Optional.of(session.host());
    }
    return Optional.empty();
  }

  private Destination destination(DestinationConstraints constraints, String user) {
    Optional<SessionHost> before =
        sessions.size() == 1
            ? Optional.empty()
            : Optional.of(sessions.get(sessions.size() - 2).host());
    Optional<DestinationConstraint> first =
        way(constraints, Optional.empty(), sessions.get(0).host(), Optional.empty());
    DestinationConstraint last =
        way(constraints, before, last().host(), Optional.of(user)).orElseThrow();
    return new Destination(
        user,
        last.to().host(),
        sessions.size() == 1 ? Optional.empty() : first.map(way -> way.to().host()));
  }

  /** The first constraint that leads from one host, or the agent's own, to another. */
  private Optional<DestinationConstraint> way(
      DestinationConstraints constraints,
      Optional<SessionHost> from,
      SessionHost to,
      Optional<String> user) {
    return constraints.constraints().stream()
        .filter(way -> startsAt(way, from))
        .filter(way -> to.isAt(way.to(), clock.instant()))
        .filter(way -> way.to().user().isEmpty() || user.isEmpty() || matches(user.get(), way.to()))
        .findFirst();
  }

  private boolean startsAt(DestinationConstraint way, Optional<SessionHost> from) {
    return from.map(host -> host.isAt(way.from(), clock.instant()))
        .orElse(way.from().equals(Hop.ORIGIN));
  }

  private static boolean matches(String user, Hop to) {
    return Wildcard.matches(user, to.user());
  }

  private Bound last() {
    return sessions.get(sessions.size() - 1);
  }

  private static SessionRefusal refused(String reason) {
    return new SessionRefusal("refuses a key with destination constraints: " + reason);
  }
}
