package io.tocsin.gateway.websocket.server;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.tocsin.contract.json.FieldErrors;
import io.tocsin.contract.json.InvalidRequestException;
import io.tocsin.contract.json.Json;
import io.tocsin.contract.json.ProblemException;
import io.tocsin.contract.json.RequestObject;
import io.tocsin.gateway.identity.AuthException;
import io.tocsin.gateway.identity.Principal;
import io.tocsin.gateway.identity.Scopes;
import io.tocsin.gateway.websocket.alert.AlertOps;
import io.tocsin.gateway.websocket.out.CloseCode;
import io.tocsin.gateway.websocket.out.Messages;
import io.tocsin.gateway.websocket.request.Op;
import io.tocsin.gateway.websocket.request.RefusedException;
import io.tocsin.gateway.websocket.request.Request;
import io.tocsin.gateway.websocket.tick.TickOps;
import java.util.Optional;

/**
 * Understands what clients ask for and sees that it is done.
 * <p>
 * What is no message at all ends the connection; a message that cannot be carried out is answered with an error. On the
 * connection's event loop.
 */
final class Requests {
    private static final String BEARER = "Bearer ";
    private static final String TICKS = "ticks";
    private static final String ALERTS = "alerts";

    private final AlertOps alertOps;

    Requests(final AlertOps alertOps) {
        this.alertOps = alertOps;
    }

    /** Takes the token of the upgrade request. */
    void onAuthorization(final Connection connection, final String authorization) {
        try {
            if (!authorization.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
                throw RefusedException.closing(
                        CloseCode.NOT_AUTHENTICATED,
                        AuthException.INVALID_TOKEN,
                        "Authorization must be of the scheme Bearer");
            }
            connection.identity().take(authorization.substring(BEARER.length()).strip());
        } catch (final RefusedException refused) {
            refuse(connection, null, refused);
        }
    }

    /** Takes a message. */
    void onText(final Connection connection, final ByteBuf text) {
        final JsonNode message;
        try {
            message = Json.decode(ByteBufUtil.getBytes(text));
        } catch (final InvalidRequestException invalid) {
            connection.answer(Messages.error(null, invalid.problem()));
            return;
        } catch (final ProblemException notJson) {
            connection.close(CloseCode.PROTOCOL_ERROR, notJson.problem().detail());
            return;
        }
        if (message.isObject()) {
            onMessage(connection, message);
        } else {
            connection.close(CloseCode.PROTOCOL_ERROR, "a message is a JSON object");
        }
    }

    private void onMessage(final Connection connection, final JsonNode message) {
        final FieldErrors errors = new FieldErrors();
        final Request request = new Request(connection, new RequestObject(message, "", errors), errors);
        try {
            final JsonNode id = request.readId();
            try {
                dispatch(connection, request, request.readOp(), Messages.ok(id));
            } catch (final RefusedException refused) {
                refuse(connection, id, refused);
            } catch (final ProblemException invalid) {
                connection.answer(Messages.error(id, invalid.problem()));
            }
        } catch (final InvalidRequestException badId) {
            connection.answer(Messages.error(null, badId.problem()));
        }
    }

    private void dispatch(final Connection connection, final Request request, final Op op, final ObjectNode ok)
            throws ProblemException {
        if (op != Op.AUTH) {
            request.principal();
        }
        switch (op) {
            case AUTH -> authenticate(connection, request, ok);
            case SUBSCRIBE -> subscribe(connection, request, ok);
            case UNSUBSCRIBE -> unsubscribe(connection, request, ok);
            case ACK -> alertOps.ack(request, ok);
            case CREATE_ALERT -> alertOps.create(request, ok);
            case DELETE_ALERT -> alertOps.delete(request, ok);
            case PING -> {
                request.throwIfInvalid();
                connection.answer(ok);
            }
        }
    }

    private void authenticate(final Connection connection, final Request request, final ObjectNode ok)
            throws InvalidRequestException {
        request.body().require("token");
        final Optional<String> token = request.body().text("token");
        request.throwIfInvalid();
        final ConnectionIdentity identity = connection.identity();
        identity.take(token.orElseThrow());
        final Principal principal = request.principal();
        if (!principal.scopes().contains(Scopes.ALERTS)) {
            alertOps.revoke(connection);
        }
        connection.answer(ok.put("sub", principal.sub())
                .put("app", principal.app())
                .put("expiresAt", principal.expiresAt().toString()));
    }

    private void subscribe(final Connection connection, final Request request, final ObjectNode ok)
            throws InvalidRequestException {
        if (readChannel(request).equals(ALERTS)) {
            alertOps.subscribe(request, connection, ok.put("channel", ALERTS));
        } else {
            TickOps.subscribe(request, connection.ticks(), ok.put("channel", TICKS));
        }
    }

    private void unsubscribe(final Connection connection, final Request request, final ObjectNode ok)
            throws InvalidRequestException {
        if (readChannel(request).equals(ALERTS)) {
            alertOps.unsubscribe(request, connection, ok.put("channel", ALERTS));
        } else {
            TickOps.unsubscribe(request, connection.ticks(), ok.put("channel", TICKS));
        }
    }

    private static String readChannel(final Request request) throws InvalidRequestException {
        request.body().require("channel");
        final Optional<String> channel = request.body().text("channel");
        if (channel.filter(name -> !name.equals(TICKS) && !name.equals(ALERTS)).isPresent()) {
            request.body().error("channel", "must be " + TICKS + " or " + ALERTS);
        }
        request.errors().throwIfAny();
        return channel.orElseThrow();
    }

    private static void refuse(final Connection connection, final JsonNode id, final RefusedException refused) {
        connection.answer(Messages.error(id, refused.code(), refused.getMessage()));
        if (refused.closeCode() != null) {
            connection.close(refused.closeCode(), refused.getMessage());
        }
    }
}
