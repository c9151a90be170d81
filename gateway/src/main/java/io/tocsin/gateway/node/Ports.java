package io.tocsin.gateway.node;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;

/** Looks whether a server will be able to listen, before anything else is begun. */
final class Ports {
    private Ports() {}

    /** @param key names the address in the configuration. */
    static void requireFree(String key, InetSocketAddress address) throws StartException {
        try (ServerSocket probe = new ServerSocket()) {
            probe.bind(address);
        } catch (IOException taken) {
            throw cannotListen(key, address, taken);
        }
    }

    static StartException cannotListen(String key, InetSocketAddress address, IOException why) {
        return new StartException(key + ": cannot listen on "
                + address.getAddress().getHostAddress() + ":" + address.getPort() + ": " + why.getMessage());
    }
}
