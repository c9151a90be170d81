package io.tocsin.contract.json;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;

/**
 * One text that is JSON, and what of it no request may hold. A value with a fault is {@code null} in the tree, and a
 * name that is there twice has its first value.
 */
public record JsonText(JsonNode value, List<Fault> faults) {
    /**
     * What no request may hold.
     *
     * @param pointer to the value.
     * @param isJson  whether it is JSON at all.
     * @param detail  what it must be; if it is no JSON, what it is, and where.
     */
    public record Fault(String pointer, boolean isJson, String detail) {
        /** As seen from a value that holds this one. */
        public Fault within(String outer) {
            return new Fault(pointer.substring(outer.length()), isJson, detail);
        }
    }

    public JsonText {
        faults = List.copyOf(faults);
    }

    /** Refuses what has these faults: as no JSON, or by pointing at each. */
    public static void throwIfAny(List<Fault> faults) throws ProblemException {
        Optional<Fault> notJson =
                faults.stream().filter(fault -> !fault.isJson()).findFirst();
        if (notJson.isPresent()) {
            throw notJson(notJson.get().detail());
        }
        FieldErrors errors = new FieldErrors();
        faults.forEach(fault -> errors.add(fault.pointer(), fault.detail()));
        errors.throwIfAny();
    }

    static ProblemException notJson(String detail) {
        return new ProblemException(new Problem("not-json", "The body is not JSON", 400, detail));
    }
}
