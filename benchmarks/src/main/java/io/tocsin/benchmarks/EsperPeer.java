package io.tocsin.benchmarks;

import com.espertech.esper.common.client.EPCompiled;
import com.espertech.esper.common.client.EventSender;
import com.espertech.esper.common.client.configuration.Configuration;
import com.espertech.esper.common.client.configuration.runtime.ConfigurationRuntimeThreading;
import com.espertech.esper.compiler.client.CompilerArguments;
import com.espertech.esper.compiler.client.EPCompileException;
import com.espertech.esper.compiler.client.EPCompilerProvider;
import com.espertech.esper.runtime.client.EPDeployException;
import com.espertech.esper.runtime.client.EPRuntime;
import com.espertech.esper.runtime.client.EPRuntimeProvider;
import com.espertech.esper.runtime.client.EPStatement;
import java.util.Arrays;

/**
 * Price alerts in Esper, in the form in which it is quickest at them: rules are rows of one named window, found through
 * an index that hashes the symbol and orders its levels, and a tick selects and deletes those between the price before
 * and its own, which takes one look-up. Locks, the timer and the ordered dispatch between threads are off, as one
 * thread does everything.
 */
public final class EsperPeer implements AutoCloseable {
    private static final String STATEMENTS = """
            create window Rules#keepall as Rule;
            create index RulesBySymbolAndLevel on Rules(symbol hash, level btree);
            insert into Rules select * from Rule;
            @name('fired') on Tick as t select and delete r.*
                from Rules as r where r.symbol = t.symbol and r.level between t.low and t.high;
            """;

    private final EPRuntime runtime;
    private final EventSender ticks;
    private final EventSender rules;
    private final long[] last;

    EsperPeer(int symbols, FiringLog log) {
        Configuration configuration = configuration();
        runtime = EPRuntimeProvider.getRuntime("peer", configuration);
        try {
            EPCompiled compiled =
                    EPCompilerProvider.getCompiler().compile(STATEMENTS, new CompilerArguments(configuration));
            for (EPStatement statement :
                    runtime.getDeploymentService().deploy(compiled).getStatements()) {
                if (statement.getName().equals("fired")) {
                    statement.addListener((reached, ignored, from, by) -> {
                        for (var row : reached) {
                            log.onFiring(((PricedRule) row.getUnderlying()).getId());
                        }
                    });
                }
            }
        } catch (EPCompileException | EPDeployException e) {
            throw new IllegalStateException(e);
        }
        ticks = runtime.getEventService().getEventSender("Tick");
        rules = runtime.getEventService().getEventSender("Rule");
        last = new long[symbols];
        Arrays.fill(last, Population.BASE);
    }

    void add(long id, int symbolId, long level) {
        rules.sendEvent(new PricedRule(id, symbolId, level));
    }

    void tick(int symbolId, long price) {
        long previous = last[symbolId];
        last[symbolId] = price;
        ticks.sendEvent(new Tick(symbolId, Math.min(previous, price), Math.max(previous, price)));
    }

    @Override
    public void close() {
        runtime.destroy();
    }

    private static Configuration configuration() {
        Configuration configuration = new Configuration();
        configuration.getCommon().addEventType("Rule", PricedRule.class);
        configuration.getCommon().addEventType("Tick", Tick.class);
        configuration.getRuntime().getExecution().setDisableLocking(true);
        ConfigurationRuntimeThreading threading = configuration.getRuntime().getThreading();
        threading.setInternalTimerEnabled(false);
        threading.setListenerDispatchPreserveOrder(false);
        threading.setInsertIntoDispatchPreserveOrder(false);
        threading.setNamedWindowConsumerDispatchPreserveOrder(false);
        return configuration;
    }

    /** A row of the window; Esper's generated code reads its properties. */
    public static final class PricedRule {
        private final long id;
        private final int symbol;
        private final long level;

        PricedRule(long id, int symbol, long level) {
            this.id = id;
            this.symbol = symbol;
            this.level = level;
        }

        public long getId() {
            return id;
        }

        public int getSymbol() {
            return symbol;
        }

        public long getLevel() {
            return level;
        }
    }

    /** From one price to the next. */
    public static final class Tick {
        private final int symbol;
        private final long low;
        private final long high;

        Tick(int symbol, long low, long high) {
            this.symbol = symbol;
            this.low = low;
            this.high = high;
        }

        public int getSymbol() {
            return symbol;
        }

        public long getLow() {
            return low;
        }

        public long getHigh() {
            return high;
        }
    }
}
