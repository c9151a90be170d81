package io.tocsin.contract.json;

/**
 * What is wrong with one part of a request.
 *
 * @param at     a JSON pointer into the body, or the name of a query parameter or header.
 * @param detail what it must be, with the bound.
 */
public record FieldError(Part part, String at, String detail) {
    /** Where the fault lies; the constant's name in lower case is the member that names it. */
    public enum Part {
        POINTER,
        PARAMETER,
        HEADER
    }

    /** In the body. */
    public FieldError(String pointer, String detail) {
        this(Part.POINTER, pointer, detail);
    }
}
