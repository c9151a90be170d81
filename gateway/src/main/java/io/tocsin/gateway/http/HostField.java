package io.tocsin.gateway.http;

import static io.tocsin.gateway.http.Octets.isDigit;
import static io.tocsin.gateway.http.Octets.isHexDigit;
import static io.tocsin.gateway.http.Octets.isRegName;

/** What a Host field or a target may name: a host name, an IPv4 address or an IPv6 address, and a port. */
final class HostField {
    private static final int MAX_PORT = 65_535;
    private static final int MAX_PORT_DIGITS = 5;
    private static final int GROUPS = 8;
    private static final int MAX_GROUP_DIGITS = 4;

    private HostField() {}

    static boolean isValid(String host) {
        int end = host.startsWith("[") ? host.indexOf(']') + 1 : host.indexOf(':');
        if (end < 0) {
            return isName(host);
        }
        boolean isHost = host.startsWith("[")
                ? end > 0 && isIpv6(host.substring(1, end - 1))
                : end > 0 && isName(host.substring(0, end));
        return isHost && (end == host.length() || isPort(host.substring(end)));
    }

    private static boolean isName(String name) {
        for (int i = 0; i < name.length(); i++) {
            if (!isRegName((byte) name.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    private static boolean isPort(String colonAndPort) {
        int digits = colonAndPort.length() - 1;
        if (colonAndPort.charAt(0) != ':' || digits == 0 || digits > MAX_PORT_DIGITS) {
            return false;
        }
        int port = 0;
        for (int i = 1; i <= digits; i++) {
            if (!isDigit((byte) colonAndPort.charAt(i))) {
                return false;
            }
            port = 10 * port + colonAndPort.charAt(i) - '0';
        }
        return port > 0 && port <= MAX_PORT;
    }

    /** Hexadecimal groups only; nobody calls a server by the form with an IPv4 address at its end. */
    private static boolean isIpv6(String address) {
        int gap = address.indexOf("::");
        if (gap < 0) {
            return groups(address) == GROUPS;
        }
        int before = groups(address.substring(0, gap));
        int after = groups(address.substring(gap + 2));
        return before >= 0 && after >= 0 && before + after < GROUPS;
    }

    /** How many there are, or -1 when these are no groups. */
    private static int groups(String text) {
        if (text.isEmpty()) {
            return 0;
        }
        String[] groups = text.split(":", -1);
        for (String group : groups) {
            if (group.isEmpty() || group.length() > MAX_GROUP_DIGITS || !isHex(group)) {
                return -1;
            }
        }
        return groups.length;
    }

    private static boolean isHex(String group) {
        return group.chars().allMatch(octet -> isHexDigit((byte) octet));
    }
}
