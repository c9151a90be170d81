package io.tocsin.gateway.feed.exchange;

import java.net.URI;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;

/** How one exchange talks. Without a state; any thread. */
interface ExchangeDialect {
    /** Messages that ask for trades, and for quotes if they are wanted. */
    List<String> subscriptions(List<String> symbols, boolean quotes);

    /** Whether a request with one symbol that is refused brings none of the others either. */
    boolean refusesTogether();

    /** What to send to a stream that has been silent; empty where nothing is. */
    default Optional<String> ping() {
        return Optional.empty();
    }

    /**
     * Reads a message. What is of no interest is passed over.
     *
     * @throws MalformedMessageException when it cannot be read.
     */
    void decode(String message, ExchangeEvents events) throws MalformedMessageException, InterruptedException;

    /**
     * Where to ask for missing trades.
     *
     * @param page  how many answers came before, in this attempt.
     * @param found what they brought, by id.
     */
    URI archivePage(URI rest, Missing missing, int page, NavigableMap<Long, Trade> found);

    /** Reads an answer: trades in any order, also ones that are not missing. */
    List<Trade> archived(String answer) throws MalformedMessageException;
}
