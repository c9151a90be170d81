package io.tocsin.gateway.config;

/** A configuration that no node can run with. The message is one line that names the key, its value and the bound. */
public final class ConfigException extends Exception {
    private static final long serialVersionUID = 1L;

    ConfigException(String message) {
        super(message.replaceAll("\\s*\\R\\s*", " "));
    }
}
