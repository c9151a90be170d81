package io.tocsin.gateway.alerts;

import io.tocsin.contract.alert.AlertDefinition;
import io.tocsin.contract.alert.AlertState;
import io.tocsin.engine.codec.AlertStatus;
import io.tocsin.engine.rules.AlertReader;
import io.tocsin.engine.rules.AlertRecord;
import io.tocsin.gateway.market.Symbol;
import io.tocsin.gateway.market.SymbolDirectory;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * One user's view of the alerts: those of others are not there.
 * <p>
 * What the engine has done shows here at once, and may have to wait for the disk before it may be shown to anybody. Any
 * thread.
 */
public final class AlertStore {
    private static final Pattern ID = Pattern.compile("[1-9][0-9]{0,17}");
    private static final int READ_AHEAD = 512;

    private final AlertReader alerts;
    private final SymbolDirectory symbols;

    public AlertStore(AlertReader alerts, SymbolDirectory symbols) {
        this.alerts = alerts;
        this.symbols = symbols;
    }

    /** Which alerts to list: where a filter is empty, all pass. */
    public record Filter(Optional<String> symbol, Optional<AlertStatus> status) {}

    /** The id in a text; empty when no alert can have it. */
    public static OptionalLong id(String text) {
        return ID.matcher(text).matches() ? OptionalLong.of(Long.parseLong(text)) : OptionalLong.empty();
    }

    /**
     * An alert of this user; empty when there is none. So it is too for the moment in which the engine has registered
     * the symbol with the alert, and the directory does not have it yet.
     */
    public Optional<AlertView> find(String owner, long alertId) {
        AlertRecord alert = new AlertRecord();
        return alerts.read(alertId, alert) && alert.owner().equals(owner) ? view(alert) : Optional.empty();
    }

    /** The first alerts after this one, by id, at most {@code limit}. */
    public List<AlertView> list(String owner, long afterId, int limit, Filter filter) {
        List<AlertView> found = new ArrayList<>();
        AlertRecord alert = new AlertRecord();
        Predicate<AlertRecord> passes = predicate(filter);
        long[] ids = new long[READ_AHEAD];
        long lastId = afterId;
        int count = ids.length;
        while (count == ids.length && found.size() < limit) {
            count = alerts.list(owner, lastId, ids);
            for (int i = 0; i < count && found.size() < limit; i++) {
                lastId = ids[i];
                if (alerts.read(lastId, alert) && alert.owner().equals(owner) && passes.test(alert)) {
                    view(alert).ifPresent(found::add);
                }
            }
        }
        return found;
    }

    /** A symbol that is not registered has no alerts. */
    private Predicate<AlertRecord> predicate(Filter filter) {
        Predicate<AlertRecord> passes = alert -> true;
        if (filter.symbol().isPresent()) {
            int symbolId = symbols.find(filter.symbol().get()).map(Symbol::id).orElse(-1);
            passes = passes.and(alert -> alert.symbolId() == symbolId);
        }
        if (filter.status().isPresent()) {
            passes = passes.and(alert -> alert.status() == filter.status().get());
        }
        return passes;
    }

    private Optional<AlertView> view(AlertRecord alert) {
        return AlertDefinition.of(alert, this::nameOf)
                .map(definition -> new AlertView(definition, AlertState.of(alert)));
    }

    private Optional<String> nameOf(int symbolId) {
        return symbols.find(symbolId).map(Symbol::name);
    }
}
