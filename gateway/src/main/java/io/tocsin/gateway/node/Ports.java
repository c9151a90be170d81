package io.tocsin.gateway.node;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;

/** Looks whether a server will be able to listen, before anything else is begun. */
final class Ports {
    private Ports() {}

    /** @param key names the address in the configuration. */
    static void requireFree(String key, InetSocketAddress address) throws StartException {
        try {
            bind(address);
        } catch (IOException taken) {
            requireLocal(key, address);
            throw cannotListen(key, address, taken);
        }
    }

    /** No port can be had of a host that is elsewhere. */
    private static void requireLocal(String key, InetSocketAddress address) throws StartException {
        try {
            bind(new InetSocketAddress(address.getAddress(), 0));
        } catch (IOException elsewhere) {
            throw new StartException(
                    key.replace(".port", ".host") + ": " + address.getAddress().getHostAddress()
                            + " is no address of this machine: " + elsewhere.getMessage());
        }
    }

    private static void bind(InetSocketAddress address) throws IOException {
        try (ServerSocket probe = new ServerSocket()) {
            probe.bind(address);
        }
    }

    static StartException cannotListen(String key, InetSocketAddress address, IOException why) {
        return new StartException(key + ": cannot listen on "
                + address.getAddress().getHostAddress() + ":" + address.getPort() + ": " + why.getMessage());
    }
}
