package io.tocsin.contract.json;

/** A request that cannot be carried out; the problem says why. */
public class ProblemException extends Exception {
    private static final long serialVersionUID = 1;

    private final transient Problem problem;

    public ProblemException(Problem problem) {
        super(problem.detail(), null, false, false);
        this.problem = problem;
    }

    public final Problem problem() {
        return problem;
    }
}
