package io.tocsin.engine;

import io.tocsin.engine.codec.RejectReason;
import io.tocsin.engine.rules.OwnerKey;
import org.agrona.DirectBuffer;

/** Whose a command is: from the tenant and the owner that it names to the key by which both are known. Reused. */
final class Owners {
    /** From this version of the schema on, inputs name the tenant by itself. */
    static final int TENANT_VERSION = 3;

    private final Outputs outputs;
    private final OwnerKey name = new OwnerKey();
    private DirectBuffer key = name.owner();

    Owners(Outputs outputs) {
        this.outputs = outputs;
    }

    /** To be wrapped around what the command says; empty before there were tenants. */
    DirectBuffer tenant() {
        return name.tenant();
    }

    /** To be wrapped around what the command says. */
    DirectBuffer owner() {
        return name.owner();
    }

    /** Whether the command names an owner, who is {@link #key} then; the input is rejected when not. */
    boolean isOwner(int version) {
        boolean isValid = version < TENANT_VERSION ? name.owner().capacity() > 0 : name.isValid();
        if (isValid) {
            key = version < TENANT_VERSION ? name.owner() : name.join();
        } else {
            outputs.onRejected(RejectReason.MALFORMED, 0);
        }
        return isValid;
    }

    /** Valid until the next command. */
    DirectBuffer key() {
        return key;
    }
}
