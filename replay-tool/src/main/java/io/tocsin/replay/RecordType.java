package io.tocsin.replay;

import io.tocsin.engine.codec.AcknowledgeEventDecoder;
import io.tocsin.engine.codec.AlertChangedDecoder;
import io.tocsin.engine.codec.AlertFiredDecoder;
import io.tocsin.engine.codec.ClockDecoder;
import io.tocsin.engine.codec.ConfigureSymbolDecoder;
import io.tocsin.engine.codec.ConflatedTickDecoder;
import io.tocsin.engine.codec.CreateAlertDecoder;
import io.tocsin.engine.codec.DeleteAlertDecoder;
import io.tocsin.engine.codec.DeliveryRecordedDecoder;
import io.tocsin.engine.codec.DeviceChangedDecoder;
import io.tocsin.engine.codec.EventAcknowledgedDecoder;
import io.tocsin.engine.codec.MarkSymbolDecoder;
import io.tocsin.engine.codec.PlainTickDecoder;
import io.tocsin.engine.codec.RecordDeliveryDecoder;
import io.tocsin.engine.codec.RecordGapDecoder;
import io.tocsin.engine.codec.RegisterDeviceDecoder;
import io.tocsin.engine.codec.RegisterSymbolDecoder;
import io.tocsin.engine.codec.RemoveDeviceDecoder;
import io.tocsin.engine.codec.ReplaceAlertDecoder;
import io.tocsin.engine.codec.SetAlertStatusDecoder;
import io.tocsin.engine.codec.SetLimitsDecoder;
import io.tocsin.engine.codec.SourceProgressDecoder;
import io.tocsin.engine.codec.TickDecoder;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import picocli.CommandLine.TypeConversionException;

/** What a record can be; the first ones are the inputs of the journal, the last ones are what the outbox holds. */
enum RecordType {
    TICK(TickDecoder.TEMPLATE_ID, "Tick"),
    CONFLATED_TICK(ConflatedTickDecoder.TEMPLATE_ID, "ConflatedTick"),
    CLOCK(ClockDecoder.TEMPLATE_ID, "Clock"),
    SET_LIMITS(SetLimitsDecoder.TEMPLATE_ID, "SetLimits"),
    REGISTER_SYMBOL(RegisterSymbolDecoder.TEMPLATE_ID, "RegisterSymbol"),
    CONFIGURE_SYMBOL(ConfigureSymbolDecoder.TEMPLATE_ID, "ConfigureSymbol"),
    CREATE_ALERT(CreateAlertDecoder.TEMPLATE_ID, "CreateAlert"),
    REPLACE_ALERT(ReplaceAlertDecoder.TEMPLATE_ID, "ReplaceAlert"),
    SET_ALERT_STATUS(SetAlertStatusDecoder.TEMPLATE_ID, "SetAlertStatus"),
    DELETE_ALERT(DeleteAlertDecoder.TEMPLATE_ID, "DeleteAlert"),
    REGISTER_DEVICE(RegisterDeviceDecoder.TEMPLATE_ID, "RegisterDevice"),
    REMOVE_DEVICE(RemoveDeviceDecoder.TEMPLATE_ID, "RemoveDevice"),
    ACKNOWLEDGE_EVENT(AcknowledgeEventDecoder.TEMPLATE_ID, "AcknowledgeEvent"),
    RECORD_DELIVERY(RecordDeliveryDecoder.TEMPLATE_ID, "RecordDelivery"),
    RECORD_GAP(RecordGapDecoder.TEMPLATE_ID, "RecordGap"),
    MARK_SYMBOL(MarkSymbolDecoder.TEMPLATE_ID, "MarkSymbol"),
    SOURCE_PROGRESS(SourceProgressDecoder.TEMPLATE_ID, "SourceProgress"),
    UNKNOWN(-1, "Unknown"),
    ALERT_CHANGED(AlertChangedDecoder.TEMPLATE_ID, "AlertChanged"),
    DEVICE_CHANGED(DeviceChangedDecoder.TEMPLATE_ID, "DeviceChanged"),
    ALERT_FIRED(AlertFiredDecoder.TEMPLATE_ID, "AlertFired"),
    EVENT_ACKNOWLEDGED(EventAcknowledgedDecoder.TEMPLATE_ID, "EventAcknowledged"),
    DELIVERY_RECORDED(DeliveryRecordedDecoder.TEMPLATE_ID, "DeliveryRecorded");

    private static final RecordType[] VALUES = values();

    private final int templateId;
    private final String label;

    RecordType(int templateId, String label) {
        this.templateId = templateId;
        this.label = label;
    }

    /** The schema's name for it. */
    String label() {
        return label;
    }

    /** Whether the outbox holds it, and not the journal. */
    boolean isOfOutbox() {
        return compareTo(UNKNOWN) > 0;
    }

    /** A plain tick is a tick as any other. */
    static RecordType of(int templateId) {
        if (templateId == PlainTickDecoder.TEMPLATE_ID) {
            return TICK;
        }
        for (RecordType type : VALUES) {
            if (type.templateId == templateId) {
                return type;
            }
        }
        return UNKNOWN;
    }

    /** Reads a name in any case, with or without hyphens or underscores. */
    static RecordType parse(String text) {
        String name = text.replaceAll("[-_]", "").toLowerCase(Locale.ROOT);
        return Arrays.stream(VALUES)
                .filter(type ->
                        type != UNKNOWN && type.label.toLowerCase(Locale.ROOT).equals(name))
                .findFirst()
                .orElseThrow(() -> new TypeConversionException("'" + text + "' is none of "
                        + Arrays.stream(VALUES)
                                .filter(type -> type != UNKNOWN)
                                .map(RecordType::label)
                                .collect(Collectors.joining(", "))));
    }
}
