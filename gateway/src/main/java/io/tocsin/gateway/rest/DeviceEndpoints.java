package io.tocsin.gateway.rest;

import io.tocsin.contract.json.FieldError;
import io.tocsin.contract.json.FieldErrors;
import io.tocsin.contract.json.Json;
import io.tocsin.contract.json.ProblemException;
import io.tocsin.contract.json.RequestObject;
import io.tocsin.engine.codec.Platform;
import io.tocsin.gateway.command.Commands;
import io.tocsin.gateway.command.DeviceReply;
import io.tocsin.gateway.command.Outcome;
import io.tocsin.gateway.command.Refusals;
import java.util.EnumSet;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.regex.Pattern;

/** Registers and removes push tokens. */
final class DeviceEndpoints {
    private static final Pattern TOKEN = Pattern.compile("[\\x21-\\x7E]{1,1024}");

    private final Commands commands;

    DeviceEndpoints(Commands commands) {
        this.commands = commands;
    }

    CompletionStage<Answer> register(Request request) throws ProblemException {
        FieldErrors errors = new FieldErrors();
        String token = readToken(request, errors);
        RequestObject device = new RequestObject(Json.decode(request.body()), "", errors);
        device.require("platform");
        Optional<Platform> platform = device.word("platform", EnumSet.allOf(Platform.class));
        device.rejectUnknown();
        errors.throwIfAny();
        return commands.registerDevice(request.owner(), platform.orElseThrow(), token)
                .thenApply(DeviceEndpoints::answer);
    }

    CompletionStage<Answer> remove(Request request) throws ProblemException {
        FieldErrors errors = new FieldErrors();
        String token = readToken(request, errors);
        errors.throwIfAny();
        return commands.removeDevice(request.owner(), token).thenApply(DeviceEndpoints::answer);
    }

    private static String readToken(Request request, FieldErrors errors) {
        String token = request.parameter("token");
        if (!TOKEN.matcher(token).matches()) {
            errors.add(
                    new FieldError(FieldError.Part.PARAMETER, "token", "must be 1 to 1024 visible ASCII characters"));
        }
        return token;
    }

    private static Answer answer(Outcome<DeviceReply> outcome) {
        return outcome instanceof Outcome.Applied<DeviceReply>
                ? Answer.noContent()
                : Answer.of(Refusals.problemOf(outcome, ""));
    }
}
