package io.tocsin.gateway.websocket.server;

import io.netty.channel.EventLoop;
import io.tocsin.gateway.identity.AuthException;
import io.tocsin.gateway.identity.Identity;
import io.tocsin.gateway.identity.Principal;
import io.tocsin.gateway.identity.Requirement;
import io.tocsin.gateway.websocket.out.CloseCode;
import io.tocsin.gateway.websocket.request.RefusedException;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/** Who a connection belongs to, from its first valid token until the last one is not good any more. Event loop only. */
final class ConnectionIdentity {
    private static final Duration LONGEST_TIMER = Duration.ofMinutes(1);

    private final EventLoop eventLoop;
    private final Identity tokens;
    private final Admission admission;
    private final Clock clock;
    private final Runnable onExpired;
    private Principal principal;
    private ScheduledFuture<?> expiry;

    ConnectionIdentity(EventLoop eventLoop, Identity tokens, Admission admission, Clock clock, Runnable onExpired) {
        this.eventLoop = eventLoop;
        this.tokens = tokens;
        this.admission = admission;
        this.clock = clock;
        this.onExpired = onExpired;
    }

    /** Empty before the first valid token. */
    Optional<Principal> principal() {
        return Optional.ofNullable(principal);
    }

    /**
     * Takes a token, the first or a newer one.
     *
     * @throws RefusedException when it is not valid, which ends a connection that had no valid one before; when it is
     *                          another user's; or when the user has too many connections.
     */
    void take(String token) {
        Principal verified = verify(token);
        if (principal == null) {
            admit(verified);
        } else if (!verified.owner().equals(principal.owner())) {
            throw RefusedException.closing(
                    CloseCode.FORBIDDEN, "forbidden", "a connection cannot change to another user");
        }
        principal = verified;
        cancelExpiry();
        awaitExpiry();
    }

    void release() {
        cancelExpiry();
        if (principal != null) {
            admission.leave(principal.owner());
            principal = null;
        }
    }

    private Principal verify(String token) {
        try {
            return tokens.verify(token, Requirement.ANY_USER);
        } catch (AuthException e) {
            if (principal != null) {
                throw RefusedException.of(e.code(), e.getMessage());
            }
            CloseCode closeCode = e.code().equals(CloseCode.TOKEN_EXPIRED.reason())
                    ? CloseCode.TOKEN_EXPIRED
                    : CloseCode.NOT_AUTHENTICATED;
            throw RefusedException.closing(closeCode, e.code(), e.getMessage());
        }
    }

    private void admit(Principal verified) {
        if (!admission.enter(verified.owner())) {
            admission.leave(verified.owner());
            throw RefusedException.closing(
                    CloseCode.TOO_MANY_CONNECTIONS,
                    CloseCode.TOO_MANY_CONNECTIONS.reason(),
                    "a user can have " + admission.maxPerUser() + " connections");
        }
    }

    /** In steps, so that a wall clock that is set forward does not let a connection outlive its token for long. */
    private void awaitExpiry() {
        Duration left = left();
        Duration step = left.compareTo(LONGEST_TIMER) < 0 ? left : LONGEST_TIMER;
        expiry = eventLoop.schedule(this::onTimer, Math.max(0, step.toNanos()), TimeUnit.NANOSECONDS);
    }

    private void onTimer() {
        if (left().compareTo(Duration.ZERO) > 0) {
            awaitExpiry();
        } else {
            onExpired.run();
        }
    }

    private Duration left() {
        return Duration.between(clock.instant(), principal.goodUntil());
    }

    private void cancelExpiry() {
        if (expiry != null) {
            expiry.cancel(false);
            expiry = null;
        }
    }
}
