package io.tocsin.engine.store;

import io.tocsin.engine.rules.AlertRecord;
import io.tocsin.engine.rules.FrozenRules;
import io.tocsin.engine.rules.RuleStore;

/** All that a store held when it was made. */
final class StoreFreeze implements FrozenRules {
    private final AlertFreeze alerts;
    private final CreationFreeze creations;
    private final DeviceFreeze devices;
    private final Runnable onClose;

    StoreFreeze(AlertFreeze alerts, CreationFreeze creations, DeviceFreeze devices, Runnable onClose) {
        this.alerts = alerts;
        this.creations = creations;
        this.devices = devices;
        this.onClose = onClose;
    }

    @Override
    public boolean forEachCreation(int most, RuleStore.CreationConsumer consumer) {
        return creations.forEach(most, consumer);
    }

    @Override
    public void forEachDevice(RuleStore.DeviceConsumer consumer) {
        devices.forEach(consumer);
    }

    @Override
    public boolean read(long alertId, AlertRecord into) {
        return alerts.read(alertId, into);
    }

    AlertFreeze alerts() {
        return alerts;
    }

    @Override
    public boolean isLost() {
        return alerts.isLost() || creations.isLost() || devices.isLost();
    }

    @Override
    public void close() {
        alerts.close();
        onClose.run();
    }
}
