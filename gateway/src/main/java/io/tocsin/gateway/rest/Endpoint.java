package io.tocsin.gateway.rest;

import io.tocsin.contract.json.ProblemException;
import java.util.concurrent.CompletionStage;

/** Answers the requests of one route. On any thread of the request executor; it must not block. */
@FunctionalInterface
interface Endpoint {
    /**
     * Answers now or later.
     *
     * @throws ProblemException when the request cannot be carried out.
     */
    CompletionStage<Answer> answer(Request request) throws ProblemException;

    /** An endpoint that has its answer at hand. */
    @FunctionalInterface
    interface Immediate {
        Answer answer(Request request) throws ProblemException;
    }
}
