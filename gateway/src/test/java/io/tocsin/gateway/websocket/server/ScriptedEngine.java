package io.tocsin.gateway.websocket.server;

import io.tocsin.engine.codec.AcknowledgeEventDecoder;
import io.tocsin.engine.codec.AlertChange;
import io.tocsin.engine.codec.AlertChangedEncoder;
import io.tocsin.engine.codec.AlertStatus;
import io.tocsin.engine.codec.CreateAlertDecoder;
import io.tocsin.engine.codec.DeleteAlertDecoder;
import io.tocsin.engine.codec.EventAcknowledgedEncoder;
import io.tocsin.engine.codec.InputRejectedEncoder;
import io.tocsin.engine.codec.MessageHeaderDecoder;
import io.tocsin.engine.codec.MessageHeaderEncoder;
import io.tocsin.engine.codec.RejectReason;
import io.tocsin.engine.port.CommandSink;
import io.tocsin.engine.port.OutputListener;
import io.tocsin.engine.wire.OutputDispatcher;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/** Answers the commands on alerts at once: it creates each one and deletes those that it created. */
final class ScriptedEngine implements CommandSink {
    private final UnsafeBuffer output = new UnsafeBuffer(new byte[256]);
    private final MessageHeaderDecoder header = new MessageHeaderDecoder();
    private final MessageHeaderEncoder outputHeader = new MessageHeaderEncoder();
    private final OutputDispatcher replies;
    final List<String> acknowledged = new CopyOnWriteArrayList<>();
    /** What was taken while it is held; null while it is not. */
    private List<byte[]> held;

    private Offer answer = Offer.ACCEPTED;
    private long alerts;
    private long sequence;

    ScriptedEngine(OutputListener replies) {
        this.replies = new OutputDispatcher(replies);
    }

    /** From now on offers are answered so. */
    synchronized void answer(Offer offer) {
        answer = offer;
    }

    @Override
    public synchronized Offer offer(DirectBuffer message, int offset, int length) {
        if (answer == Offer.ACCEPTED) {
            if (held == null) {
                sequence++;
                apply(message, offset);
            } else {
                byte[] copy = new byte[length];
                message.getBytes(offset, copy);
                held.add(copy);
            }
        }
        return answer;
    }

    /** Applies nothing of what it takes from now on. */
    synchronized void hold() {
        held = new ArrayList<>();
    }

    synchronized int heldCount() {
        return held.size();
    }

    /** Applies what was held, and all else from now on. */
    synchronized void release() {
        List<byte[]> messages = held;
        held = null;
        messages.forEach(message -> offer(new UnsafeBuffer(message), 0, message.length));
    }

    @Override
    public Offer offerAll(DirectBuffer frames, int offset, int count) {
        int length = frames.getInt(offset, ByteOrder.LITTLE_ENDIAN);
        return offer(frames, offset + Integer.BYTES, length);
    }

    private void apply(DirectBuffer message, int offset) {
        header.wrap(message, offset);
        if (header.templateId() == CreateAlertDecoder.TEMPLATE_ID) {
            CreateAlertDecoder create = new CreateAlertDecoder().wrapAndApplyHeader(message, offset, header);
            alerts++;
            onChanged(create.correlationId(), alerts, AlertChange.CREATED);
        } else if (header.templateId() == DeleteAlertDecoder.TEMPLATE_ID) {
            DeleteAlertDecoder delete = new DeleteAlertDecoder().wrapAndApplyHeader(message, offset, header);
            if (delete.alertId() > 0 && delete.alertId() <= alerts) {
                onChanged(delete.correlationId(), delete.alertId(), AlertChange.DELETED);
            } else {
                onRejected(delete.correlationId());
            }
        } else if (header.templateId() == AcknowledgeEventDecoder.TEMPLATE_ID) {
            onAcknowledged(new AcknowledgeEventDecoder().wrapAndApplyHeader(message, offset, header));
        } else {
            throw new AssertionError("template " + header.templateId());
        }
    }

    private void onChanged(long correlationId, long alertId, AlertChange change) {
        AlertChangedEncoder changed = new AlertChangedEncoder()
                .wrapAndApplyHeader(output, 0, outputHeader)
                .sequence(sequence)
                .timestampNs(sequence)
                .correlationId(correlationId)
                .alertId(alertId)
                .createdAtNs(sequence)
                .effectiveSequence(sequence)
                .lastFiredAtNs(AlertChangedEncoder.lastFiredAtNsNullValue())
                .version(1)
                .firedCount(0)
                .change(change)
                .status(AlertStatus.ACTIVE)
                .ordinal(0)
                .tenant("default")
                .owner("alice")
                .putDefinition(new byte[0], 0, 0);
        replies.onOutput(output, 0, MessageHeaderEncoder.ENCODED_LENGTH + changed.encodedLength());
    }

    private void onAcknowledged(AcknowledgeEventDecoder input) {
        String tenant = input.tenant();
        String owner = input.owner();
        acknowledged.add(tenant + "\n" + owner + " " + input.eventSequence() + "-" + input.eventOrdinal());
        EventAcknowledgedEncoder acknowledgement = new EventAcknowledgedEncoder()
                .wrapAndApplyHeader(output, 0, outputHeader)
                .sequence(sequence)
                .timestampNs(sequence)
                .correlationId(input.correlationId())
                .eventSequence(input.eventSequence())
                .eventOrdinal(input.eventOrdinal())
                .ordinal(0)
                .channel(input.channel())
                .tenant(tenant)
                .owner(owner);
        replies.onOutput(output, 0, MessageHeaderEncoder.ENCODED_LENGTH + acknowledgement.encodedLength());
    }

    private void onRejected(long correlationId) {
        InputRejectedEncoder rejected = new InputRejectedEncoder()
                .wrapAndApplyHeader(output, 0, outputHeader)
                .sequence(sequence)
                .timestampNs(sequence)
                .correlationId(correlationId)
                .bound(0)
                .reason(RejectReason.UNKNOWN_ALERT)
                .ordinal(0);
        replies.onOutput(output, 0, MessageHeaderEncoder.ENCODED_LENGTH + rejected.encodedLength());
    }
}
