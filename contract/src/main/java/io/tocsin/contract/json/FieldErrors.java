package io.tocsin.contract.json;

import java.util.ArrayList;
import java.util.List;

/** Collects what is wrong with a request, so that its author learns of everything at once. One thread. */
public final class FieldErrors {
    private static final int MAX_ERRORS = 100;

    private final List<FieldError> errors = new ArrayList<>();

    /** Notes an error; those after the hundredth are left out. */
    public void add(FieldError error) {
        if (errors.size() < MAX_ERRORS) {
            errors.add(error);
        }
    }

    public void add(String pointer, String detail) {
        add(new FieldError(pointer, detail));
    }

    public void throwIfAny() throws InvalidRequestException {
        if (!errors.isEmpty()) {
            throw new InvalidRequestException(errors);
        }
    }
}
