package io.tocsin.engine;

import io.tocsin.engine.codec.AcknowledgeEventDecoder;
import io.tocsin.engine.codec.Channel;
import io.tocsin.engine.codec.ClockDecoder;
import io.tocsin.engine.codec.ConfigureSymbolDecoder;
import io.tocsin.engine.codec.ConflatedTickDecoder;
import io.tocsin.engine.codec.CreateAlertDecoder;
import io.tocsin.engine.codec.DeleteAlertDecoder;
import io.tocsin.engine.codec.DeliveryOutcome;
import io.tocsin.engine.codec.MarkSymbolDecoder;
import io.tocsin.engine.codec.MessageHeaderDecoder;
import io.tocsin.engine.codec.PlainTickDecoder;
import io.tocsin.engine.codec.Platform;
import io.tocsin.engine.codec.RecordDeliveryDecoder;
import io.tocsin.engine.codec.RecordGapDecoder;
import io.tocsin.engine.codec.RegisterDeviceDecoder;
import io.tocsin.engine.codec.RegisterSymbolDecoder;
import io.tocsin.engine.codec.RejectReason;
import io.tocsin.engine.codec.RemoveDeviceDecoder;
import io.tocsin.engine.codec.ReplaceAlertDecoder;
import io.tocsin.engine.codec.SetAlertStatusDecoder;
import io.tocsin.engine.codec.SetLimitsDecoder;
import io.tocsin.engine.codec.SourceProgressDecoder;
import io.tocsin.engine.codec.TickDecoder;
import io.tocsin.engine.conditions.ConditionMemory;
import io.tocsin.engine.index.Timers;
import io.tocsin.engine.rules.RuleStore;
import io.tocsin.engine.state.FrozenState;
import io.tocsin.engine.state.StateSink;
import io.tocsin.engine.state.StateSource;
import java.nio.ByteOrder;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * The deterministic state machine: inputs in, outputs out, the same outputs for the same inputs in every host. It knows
 * no clock, thread, file or random number; time is an argument.
 * <p>
 * One thread calls it. Bad input is answered with {@link Outputs#onRejected}; an exception means a broken invariant,
 * after which the state must not be used any more. Nothing is allocated per tick, command or firing once buffers have
 * grown.
 */
public final class AlertEngine {
    /** The layouts of a state that {@link #readState} takes. */
    public static final int OLDEST_STATE_LAYOUT = EngineState.OLDEST_LAYOUT;

    public static final int NEWEST_STATE_LAYOUT = EngineState.NEWEST_LAYOUT;

    private final Outputs outputs;
    private final RuleStore rules;
    private final Timers timers;
    private final AlertBook book;
    private final Market market;
    private final Symbols symbols;
    private final AlertCommands alerts;
    private final IdempotencyKeys keys;
    private final Sources sources;
    private final EngineState state;
    private final AlertInspection inspection;

    private final MessageHeaderDecoder header = new MessageHeaderDecoder();
    private final PlainTickDecoder plainTick = new PlainTickDecoder();
    private final TickDecoder quotedTick = new TickDecoder();
    private final ConflatedTickDecoder conflatedTick = new ConflatedTickDecoder();
    private final Tick tick = new Tick();
    private final SetLimitsDecoder setLimits = new SetLimitsDecoder();
    private final RegisterSymbolDecoder registerSymbol = new RegisterSymbolDecoder();
    private final ConfigureSymbolDecoder configureSymbol = new ConfigureSymbolDecoder();
    private final CreateAlertDecoder createAlert = new CreateAlertDecoder();
    private final ReplaceAlertDecoder replaceAlert = new ReplaceAlertDecoder();
    private final SetAlertStatusDecoder setAlertStatus = new SetAlertStatusDecoder();
    private final DeleteAlertDecoder deleteAlert = new DeleteAlertDecoder();
    private final RegisterDeviceDecoder registerDevice = new RegisterDeviceDecoder();
    private final RemoveDeviceDecoder removeDevice = new RemoveDeviceDecoder();
    private final AcknowledgeEventDecoder acknowledgeEvent = new AcknowledgeEventDecoder();
    private final RecordDeliveryDecoder recordDelivery = new RecordDeliveryDecoder();
    private final RecordGapDecoder recordGap = new RecordGapDecoder();
    private final MarkSymbolDecoder markSymbol = new MarkSymbolDecoder();
    private final SourceProgressDecoder sourceProgress = new SourceProgressDecoder();
    private final Owners owners;
    private final UnsafeBuffer token = new UnsafeBuffer(0, 0);

    /**
     * @param table  shared with the outputs, which name symbols by it.
     * @param rules  empty, and from now on written by this engine alone.
     * @param memory of the table's series, and from now on written by this engine alone.
     */
    public AlertEngine(SymbolTable table, RuleStore rules, ConditionMemory memory, Outputs outputs) {
        this.rules = rules;
        this.outputs = outputs;
        owners = new Owners(outputs);
        timers = memory.timers();
        book = new AlertBook(memory, rules, outputs);
        market = new Market(table, memory.values(), book, outputs);
        symbols = new Symbols(table, outputs);
        alerts = new AlertCommands(table, symbols, rules, book, owners, outputs);
        keys = alerts.keys();
        sources = new Sources(outputs);
        state = new EngineState(table, symbols, sources, alerts, book.families(), memory, rules);
        inspection = new AlertInspection(table, memory.values(), book, rules);
    }

    /**
     * Applies one input.
     *
     * @param sequence    strictly increasing.
     * @param timestampNs never less than before.
     * @param message     an SBE header and one of the schema's inputs.
     */
    public void onInput(long sequence, long timestampNs, DirectBuffer message, int offset, int length) {
        long head = message.getLong(offset, ByteOrder.LITTLE_ENDIAN);
        int body = offset + MessageHeaderDecoder.ENCODED_LENGTH;
        outputs.onInput(sequence, timestampNs, correlationId(head, message, body), version(head));
        book.onInput(timestampNs);
        if (timers.nextNs() <= timestampNs) {
            onTimersDue(timestampNs);
        }
        boolean isTick = Tick.isOfOnePrice(head);
        if (keys.dueNs() <= timestampNs) {
            keys.onTime(timestampNs, isTick);
        }
        if (isTick) {
            tick.of(message, offset, head);
            market.onTick(tick);
        } else {
            header.wrap(message, offset);
            apply(sequence, message, body);
        }
        book.endInput();
    }

    /**
     * Has the processor fetch what an input that comes soon will need, while it is busy with the one before. Changes
     * nothing.
     */
    public void onAhead(DirectBuffer message, int offset, int length) {
        if (length >= Tick.PLAIN_LENGTH && Tick.isPlain(message.getLong(offset, ByteOrder.LITTLE_ENDIAN))) {
            market.onAhead(Tick.symbolIdOfPlain(message, offset));
        }
    }

    /** Of the state that {@link #writeState} writes now. */
    public int stateLayout() {
        return state.layout();
    }

    /**
     * Writes the whole state, between inputs. It is canonical: engines that got the same inputs write the same bytes,
     * and so does one that was restored on the way. O(state), and O(ids of alerts ever given).
     */
    public void writeState(StateSink sink) {
        book.awaitRuns();
        state.write(sink);
    }

    /**
     * Writes the state without pausing for it: its head at once, and what is returned, while the engine goes on, by one
     * other thread; head and rest together are what {@link #writeState} would write now. O(symbols), and a copy of the
     * peaks of trailing alerts.
     *
     * @throws IllegalStateException while an earlier one is not closed.
     */
    public FrozenState freeze(StateSink head) {
        book.awaitRuns();
        return state.freeze(head);
    }

    /**
     * Takes over a state, before any input: outputs from then on are those of the engine that wrote it. Emits nothing.
     *
     * @throws IllegalStateException if this engine has a state already, or the source holds one of another layout.
     */
    public void readState(StateSource source) {
        state.read(source);
    }

    /** Shows what is known of alerts, between inputs. */
    public AlertInspection inspection() {
        return inspection;
    }

    /** What is due at or before the time of the input happens before it, each timer as a step by itself. */
    private void onTimersDue(long timestampNs) {
        while (timers.nextNs() <= timestampNs) {
            long deadlineNs = timers.nextNs();
            long id = timers.removeFirst();
            if (Timers.isOfBars(id)) {
                market.onBarTimer(deadlineNs, id);
            } else {
                book.onTimer(deadlineNs, id);
            }
        }
        book.endTimers();
    }

    private void apply(long sequence, DirectBuffer message, int body) {
        int block = header.blockLength();
        int version = header.version();
        switch (header.templateId()) {
            case PlainTickDecoder.TEMPLATE_ID -> {
                tick.of(plainTick.wrap(message, body, block, version));
                market.onTick(tick);
            }
            case TickDecoder.TEMPLATE_ID -> {
                tick.of(quotedTick.wrap(message, body, block, version));
                market.onTick(tick);
            }
            case ConflatedTickDecoder.TEMPLATE_ID -> {
                tick.of(conflatedTick.wrap(message, body, block, version));
                market.onTick(tick);
            }
            case ClockDecoder.TEMPLATE_ID -> {
                // Its time is all it brings.
            }
            case CreateAlertDecoder.TEMPLATE_ID ->
                alerts.onCreate(sequence, createAlert.wrap(message, body, block, version));
            case ReplaceAlertDecoder.TEMPLATE_ID ->
                alerts.onReplace(sequence, replaceAlert.wrap(message, body, block, version));
            case SetAlertStatusDecoder.TEMPLATE_ID ->
                alerts.onSetStatus(sequence, setAlertStatus.wrap(message, body, block, version));
            case DeleteAlertDecoder.TEMPLATE_ID -> alerts.onDelete(deleteAlert.wrap(message, body, block, version));
            case RegisterSymbolDecoder.TEMPLATE_ID ->
                symbols.onRegister(registerSymbol.wrap(message, body, block, version));
            case ConfigureSymbolDecoder.TEMPLATE_ID ->
                symbols.onConfigure(configureSymbol.wrap(message, body, block, version));
            case RegisterDeviceDecoder.TEMPLATE_ID ->
                onRegisterDevice(registerDevice.wrap(message, body, block, version));
            case RemoveDeviceDecoder.TEMPLATE_ID -> onRemoveDevice(removeDevice.wrap(message, body, block, version));
            case AcknowledgeEventDecoder.TEMPLATE_ID ->
                onAcknowledge(acknowledgeEvent.wrap(message, body, block, version));
            case RecordDeliveryDecoder.TEMPLATE_ID -> onDelivery(recordDelivery.wrap(message, body, block, version));
            case RecordGapDecoder.TEMPLATE_ID -> market.onGap(recordGap.wrap(message, body, block, version));
            case MarkSymbolDecoder.TEMPLATE_ID -> market.onMark(markSymbol.wrap(message, body, block, version));
            case SourceProgressDecoder.TEMPLATE_ID ->
                sources.onProgress(sourceProgress.wrap(message, body, block, version));
            case SetLimitsDecoder.TEMPLATE_ID -> onSetLimits(setLimits.wrap(message, body, block, version));
            default -> outputs.onRejected(RejectReason.MALFORMED, header.templateId());
        }
    }

    private void onSetLimits(SetLimitsDecoder limits) {
        alerts.onSetLimits(limits);
        symbols.onSetLimits(limits);
    }

    private void onRegisterDevice(RegisterDeviceDecoder command) {
        command.wrapOwner(owners.owner());
        command.wrapToken(token);
        command.wrapTenant(owners.tenant());
        if (owners.isOwner(header.version())) {
            if (token.capacity() == 0 || command.platform() == Platform.NULL_VAL) {
                outputs.onRejected(RejectReason.MALFORMED, 0);
            } else {
                rules.putDevice(owners.key(), command.platform(), token);
                outputs.onDevice(owners.key(), token, command.platform());
            }
        }
    }

    private void onRemoveDevice(RemoveDeviceDecoder command) {
        command.wrapOwner(owners.owner());
        command.wrapToken(token);
        command.wrapTenant(owners.tenant());
        if (owners.isOwner(header.version())) {
            rules.removeDevice(owners.key(), token);
            outputs.onDevice(owners.key(), token, Platform.NULL_VAL);
        }
    }

    private void onAcknowledge(AcknowledgeEventDecoder command) {
        command.wrapTenant(owners.tenant());
        command.wrapOwner(owners.owner());
        if (command.channel() == Channel.NULL_VAL) {
            outputs.onRejected(RejectReason.MALFORMED, 0);
        } else if (owners.isOwner(header.version())) {
            command.sbeRewind();
            outputs.onAcknowledged(command);
        }
    }

    private void onDelivery(RecordDeliveryDecoder command) {
        command.wrapTenant(owners.tenant());
        command.wrapOwner(owners.owner());
        if (command.channel() == Channel.NULL_VAL || command.outcome() == DeliveryOutcome.NULL_VAL) {
            outputs.onRejected(RejectReason.MALFORMED, 0);
        } else if (owners.isOwner(header.version())) {
            command.sbeRewind();
            outputs.onDelivery(command);
        }
    }

    /** Every input's block begins with its correlation id, but for that of a plain tick, for which nobody waits. */
    private static long correlationId(long head, DirectBuffer message, int body) {
        return templateId(head) == PlainTickDecoder.TEMPLATE_ID ? 0 : message.getLong(body, ByteOrder.LITTLE_ENDIAN);
    }

    private static int templateId(long head) {
        return (int) (head >>> Short.SIZE) & 0xFFFF;
    }

    private static int version(long head) {
        return (int) (head >>> (3 * Short.SIZE));
    }
}
