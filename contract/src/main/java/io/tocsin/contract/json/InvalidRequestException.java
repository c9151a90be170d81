package io.tocsin.contract.json;

import java.util.List;
import java.util.stream.Collectors;

/** A request whose content breaks the rules; its problem names each broken one. */
public final class InvalidRequestException extends ProblemException {
    private static final long serialVersionUID = 1;

    /** @param errors at least one. */
    public InvalidRequestException(List<FieldError> errors) {
        super(new Problem("invalid", "The request is not valid", 422, describe(errors), errors));
    }

    public List<FieldError> errors() {
        return problem().errors();
    }

    private static String describe(List<FieldError> errors) {
        return errors.stream().map(InvalidRequestException::describe).collect(Collectors.joining("; "));
    }

    private static String describe(FieldError error) {
        return error.at().isEmpty() ? error.detail() : error.at() + " " + error.detail();
    }
}
