package io.tocsin.gateway.feed.exchange;

import io.tocsin.gateway.feed.TickSink;

/**
 * Reads the messages of one connection. One that cannot be read is kept out, and shown by its number and its first
 * characters; several in a row, and the other side is no exchange. The thread of the feed only.
 */
final class MessageReader {
    static final int MOST_MALFORMED_IN_A_ROW = 10;
    private static final int HEAD_CHARACTERS = 80;

    private final ExchangeDialect dialect;
    private final Market market;
    private final TickSink ticks;
    private long messages;
    private int malformedInARow;

    MessageReader(ExchangeDialect dialect, Market market, TickSink ticks) {
        this.dialect = dialect;
        this.market = market;
        this.ticks = ticks;
    }

    void read(String message) throws InterruptedException {
        messages++;
        ticks.heard();
        try {
            dialect.decode(message, market);
            malformedInARow = 0;
        } catch (MalformedMessageException malformed) {
            String head = message.length() > HEAD_CHARACTERS ? message.substring(0, HEAD_CHARACTERS) + "…" : message;
            ticks.reject("message " + messages, malformed.getMessage() + ": " + head);
            malformedInARow++;
            if (malformedInARow >= MOST_MALFORMED_IN_A_ROW) {
                market.onGoingAway(malformedInARow + " messages in a row that cannot be read, at last because "
                        + malformed.getMessage());
            }
        }
    }
}
