package io.tocsin.gateway.feed.csv;

/** A row cannot be used, by what the message says. */
final class CsvRowException extends Exception {
    private static final long serialVersionUID = 1;

    CsvRowException(String message) {
        super(message);
    }
}
