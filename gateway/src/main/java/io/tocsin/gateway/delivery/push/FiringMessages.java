package io.tocsin.gateway.delivery.push;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tocsin.contract.alert.Action;
import io.tocsin.contract.alert.ActionsCodec;
import io.tocsin.contract.alert.AlertEventJson;
import io.tocsin.engine.codec.AlertFiredDecoder;
import io.tocsin.engine.rules.AlertReader;
import io.tocsin.engine.rules.Device;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.agrona.concurrent.UnsafeBuffer;

/** Makes of a firing the messages to the devices that its owner has now. One thread. */
final class FiringMessages {
    private final AlertReader alerts;
    private final UnsafeBuffer actions = new UnsafeBuffer(0, 0);

    FiringMessages(AlertReader alerts) {
        this.alerts = alerts;
    }

    /** None when the alert asks for no push or its owner has no device. */
    List<PushMessage> of(AlertFiredDecoder firing) {
        String owner = AlertEventJson.owner(firing);
        firing.sbeRewind();
        firing.skipSymbolName();
        firing.skipOwner();
        firing.wrapActions(actions);
        if (!ActionsCodec.decode(actions, 0, actions.capacity()).contains(Action.PUSH)) {
            return List.of();
        }
        List<Device> devices = alerts.devices(owner);
        if (devices.isEmpty()) {
            return List.of();
        }
        ObjectNode event = AlertEventJson.of(firing, false);
        String title = event.path("symbol").asText() + " " + event.path("price").asText();
        Map<String, String> data = dataOf(event);
        return devices.stream()
                .map(device ->
                        new PushMessage(data.get("event"), owner, device.token(), title, data.get("message"), data))
                .toList();
    }

    /** Whether the device is still its owner's. */
    boolean isWanted(PushMessage message) {
        return alerts.devices(message.owner()).stream()
                .anyMatch(device -> device.token().equals(message.token()));
    }

    /** A push carries nothing but text. */
    private static Map<String, String> dataOf(ObjectNode event) {
        Map<String, String> data = new HashMap<>();
        event.properties().forEach(member -> {
            if (!member.getValue().isNull()) {
                data.put(member.getKey(), member.getValue().asText());
            }
        });
        return Map.copyOf(data);
    }
}
