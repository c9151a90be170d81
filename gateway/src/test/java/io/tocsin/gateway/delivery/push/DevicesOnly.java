package io.tocsin.gateway.delivery.push;

import io.tocsin.engine.rules.AlertReader;
import io.tocsin.engine.rules.AlertRecord;
import io.tocsin.engine.rules.Device;
import java.util.List;
import java.util.Map;

/** The devices of owners, and no alerts. */
record DevicesOnly(Map<String, List<Device>> byOwner) implements AlertReader {
    @Override
    public List<Device> devices(CharSequence owner) {
        return byOwner.getOrDefault(owner.toString(), List.of());
    }

    @Override
    public boolean read(long alertId, AlertRecord into) {
        return false;
    }

    @Override
    public int list(CharSequence owner, long afterId, long[] ids) {
        return 0;
    }

    @Override
    public long alertCount() {
        return 0;
    }
}
