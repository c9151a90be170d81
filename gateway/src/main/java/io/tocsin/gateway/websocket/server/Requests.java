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

    Requests(AlertOps alertOps) {
        this.alertOps = alertOps;
    }

    /** Takes the token of the upgrade request. */
    void onAuthorization(Connection connection, String authorization) {
        try {
            if (!authorization.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
                throw RefusedException.closing(
                        CloseCode.NOT_AUTHENTICATED,
                        AuthException.INVALID_TOKEN,
                        "Authorization must be of the scheme Bearer");
            }
            connection.identity().take(authorization.substring(BEARER.length()).strip());
        } catch (RefusedException refused) {
            refuse(connection, null, refused);
        }
    }

    /** Takes a message. */
    void onText(Connection connection, ByteBuf text) {
        JsonNode message;
        try {
            message = Json.decode(ByteBufUtil.getBytes(text));
        } catch (InvalidRequestException invalid) {
            connection.answer(Messages.error(null, invalid.problem()));
            return;
        } catch (ProblemException notJson) {
            connection.close(CloseCode.PROTOCOL_ERROR, notJson.problem().detail());
            return;
        }
        if (message.isObject()) {
            onMessage(connection, message);
        } else {
            connection.close(CloseCode.PROTOCOL_ERROR, "a message is a JSON object");
        }
    }

    private void onMessage(Connection connection, JsonNode message) {
        FieldErrors errors = new FieldErrors();
        Request request = new Request(connection, new RequestObject(message, "", errors), errors);
        try {
            JsonNode id = request.readId();
            try {
                dispatch(connection, request, request.readOp(), Messages.ok(id));
            } catch (RefusedException refused) {
                refuse(connection, id, refused);
            } catch (ProblemException invalid) {
                connection.answer(Messages.error(id, invalid.problem()));
            }
        } catch (InvalidRequestException badId) {
            connection.answer(Messages.error(null, badId.problem()));
        }
    }

    private void dispatch(Connection connection, Request request, Op op, ObjectNode ok) throws ProblemException {
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

    private void authenticate(Connection connection, Request request, ObjectNode ok) throws InvalidRequestException {
        request.body().require("token");
        Optional<String> token = request.body().text("token");
        request.throwIfInvalid();
        ConnectionIdentity identity = connection.identity();
        identity.take(token.orElseThrow());
        Principal principal = request.principal();
        if (!principal.scopes().contains(Scopes.ALERTS)) {
            alertOps.revoke(connection);
        }
        connection.answer(ok.put("sub", principal.sub())
                .put("app", principal.app())
                .put("expiresAt", principal.expiresAt().toString()));
    }

    private void subscribe(Connection connection, Request request, ObjectNode ok) throws InvalidRequestException {
        if (readChannel(request).equals(ALERTS)) {
            alertOps.subscribe(request, connection, ok.put("channel", ALERTS));
        } else {
            TickOps.subscribe(request, connection.ticks(), ok.put("channel", TICKS));
        }
    }

    private void unsubscribe(Connection connection, Request request, ObjectNode ok) throws InvalidRequestException {
        if (readChannel(request).equals(ALERTS)) {
            alertOps.unsubscribe(request, connection, ok.put("channel", ALERTS));
        } else {
            TickOps.unsubscribe(request, connection.ticks(), ok.put("channel", TICKS));
        }
    }

    private static String readChannel(Request request) throws InvalidRequestException {
        request.body().require("channel");
        Optional<String> channel = request.body().text("channel");
        if (channel.filter(name -> !name.equals(TICKS) && !name.equals(ALERTS)).isPresent()) {
            request.body().error("channel", "must be " + TICKS + " or " + ALERTS);
        }
        request.errors().throwIfAny();
        return channel.orElseThrow();
    }

    private static void refuse(Connection connection, JsonNode id, RefusedException refused) {
        connection.answer(Messages.error(id, refused.code(), refused.getMessage()));
        if (refused.closeCode() != null) {
            connection.close(refused.closeCode(), refused.getMessage());
        }
    }
}
