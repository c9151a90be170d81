package io.tocsin.gateway.config;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import com.typesafe.config.ConfigValueType;
import java.math.BigDecimal;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The values of all keys, each read with its type and bounds. What is wrong with one is said in terms of its key, and
 * of the environment variable or the file where it was set.
 */
final class Settings {
    private static final String PREFIX = "TOCSIN_";
    private static final Map<String, String> SHORT_VARIABLES = Map.of(
            "journal.durability", "TOCSIN_DURABILITY",
            "engine.max-alerts", "TOCSIN_MAX_ALERTS",
            "engine.max-symbols", "TOCSIN_MAX_SYMBOLS",
            "engine.max-series", "TOCSIN_MAX_SERIES",
            "engine.max-series-per-symbol", "TOCSIN_MAX_SERIES_PER_SYMBOL");

    /** What a decoder writes where bytes are no text. */
    private static final char NOT_DECODED = '\uFFFD';

    private final Config config;
    private final Set<String> unread;

    private Settings(Config config, Set<String> keys) {
        this.config = config;
        this.unread = new HashSet<>(keys);
    }

    /** Puts the environment on top of the file on top of the defaults, whose keys are all the keys there are. */
    static Settings of(Config defaults, Config file, Map<String, String> environment) throws ConfigException {
        Set<String> keys = leaves(defaults.root()).keySet();
        for (Map.Entry<String, ConfigValue> leaf : leaves(file.root()).entrySet()) {
            if (!keys.contains(leaf.getKey())) {
                throw new ConfigException(leaf.getKey() + ": unknown key" + where(leaf.getValue()));
            }
        }
        Config variables = ConfigFactory.empty();
        for (String key : keys) {
            String variable = variableOf(key);
            if (environment.containsKey(variable)) {
                variables =
                        variables.withValue(key, ConfigValueFactory.fromAnyRef(environment.get(variable), variable));
            }
        }
        return new Settings(variables.withFallback(file).withFallback(defaults), keys);
    }

    static String variableOf(String key) {
        return SHORT_VARIABLES.getOrDefault(
                key, PREFIX + key.toUpperCase(Locale.ROOT).replaceAll("[.-]", "_"));
    }

    /** Names in the environment that look like ours but belong to no key. */
    List<String> unknownVariables(Map<String, String> environment) {
        Set<String> known = leaves(config.root()).keySet().stream()
                .map(Settings::variableOf)
                .collect(Collectors.toSet());
        return environment.keySet().stream()
                .filter(name -> name.startsWith(PREFIX) && !known.contains(name))
                .sorted()
                .toList();
    }

    /** Keys that nothing has asked for so far. */
    Set<String> unread() {
        return Set.copyOf(unread);
    }

    String text(String key, int maxLength) throws ConfigException {
        String text = scalar(key);
        if (text.isEmpty() || text.length() > maxLength) {
            throw wrong(key, "must be 1 to " + maxLength + " characters");
        }
        return text;
    }

    int integer(String key, int min, int max) throws ConfigException {
        try {
            int value = new BigDecimal(ascii(key)).intValueExact();
            if (value >= min && value <= max) {
                return value;
            }
        } catch (NumberFormatException | ArithmeticException notAnInteger) {
            throw wrong(key, "must be a whole number from " + min + " to " + max);
        }
        throw wrong(key, "must be a whole number from " + min + " to " + max);
    }

    int powerOfTwo(String key, int min, int max) throws ConfigException {
        int value = integer(key, min, max);
        if (Integer.bitCount(value) != 1) {
            throw wrong(key, "must be a power of two from " + min + " to " + max);
        }
        return value;
    }

    /** Whether it is left to the node. */
    boolean isAuto(String key) throws ConfigException {
        return scalar(key).equals("auto");
    }

    int bytes(String key, int min, int max) throws ConfigException {
        return (int) size(key, min, max);
    }

    long size(String key, long min, long max) throws ConfigException {
        try {
            ascii(key);
            long value = config.getBytes(key);
            if (value >= min && value <= max) {
                return value;
            }
        } catch (NumberFormatException | com.typesafe.config.ConfigException notASize) {
            throw wrong(key, "must be a size such as 512 KiB");
        }
        throw wrong(key, "must be a size from " + min + " to " + max + " bytes");
    }

    Duration duration(String key, int minSeconds, int maxSeconds) throws ConfigException {
        scalar(key);
        try {
            Duration value = config.getDuration(key);
            if (value.compareTo(Duration.ofSeconds(minSeconds)) >= 0
                    && value.compareTo(Duration.ofSeconds(maxSeconds)) <= 0) {
                return value;
            }
        } catch (com.typesafe.config.ConfigException notADuration) {
            throw wrong(key, "must be a duration such as 10 s");
        }
        throw wrong(key, "must be a duration from " + minSeconds + " s to " + maxSeconds + " s");
    }

    <E extends Enum<E>> E choice(String key, Class<E> type) throws ConfigException {
        String text = scalar(key);
        for (E candidate : type.getEnumConstants()) {
            if (nameOf(candidate).equals(text)) {
                return candidate;
            }
        }
        throw wrong(
                key,
                "must be one of: "
                        + Arrays.stream(type.getEnumConstants())
                                .map(Settings::nameOf)
                                .collect(Collectors.joining(", ")));
    }

    /** One of these. */
    String choice(String key, List<String> names) throws ConfigException {
        String chosen = scalar(key);
        if (!names.contains(chosen)) {
            throw wrong(key, "must be one of: " + String.join(", ", names));
        }
        return chosen;
    }

    /** A text; empty when it is. */
    Optional<String> optionalText(String key, int maxLength) throws ConfigException {
        return scalar(key).isEmpty() ? Optional.empty() : Optional.of(text(key, maxLength));
    }

    /** True or false. */
    boolean flag(String key) throws ConfigException {
        return choice(key, List.of("true", "false")).equals("true");
    }

    /** A list, or names separated by commas. */
    List<String> names(String key, List<String> known) throws ConfigException {
        List<String> names = new ArrayList<>();
        if (!config.getIsNull(key) && config.getValue(key) instanceof ConfigList list) {
            unread.remove(key);
            list.forEach(element -> names.add(String.valueOf(element.unwrapped())));
        } else {
            String text = scalar(key);
            if (!text.isBlank()) {
                Arrays.stream(text.split(",", -1)).map(String::strip).forEach(names::add);
            }
        }
        for (String name : names) {
            if (!known.contains(name)) {
                throw wrong(key, "must be names out of: " + String.join(", ", known));
            }
        }
        if (new HashSet<>(names).size() < names.size()) {
            throw wrong(key, "must be names that differ");
        }
        return List.copyOf(names);
    }

    /** A path; empty when the text is. */
    Optional<Path> path(String key) throws ConfigException {
        String text = scalar(key);
        try {
            return text.isEmpty() ? Optional.empty() : Optional.of(Path.of(text));
        } catch (InvalidPathException notAPath) {
            throw wrong(key, "must be a path (" + notAPath.getReason() + ")");
        }
    }

    /** Host and port of a section, the host resolved. */
    InetSocketAddress address(String section) throws ConfigException {
        String hostKey = section + ".host";
        String host = text(hostKey, 255);
        try {
            return new InetSocketAddress(InetAddress.getByName(host), integer(section + ".port", 0, 65535));
        } catch (UnknownHostException unresolved) {
            throw wrong(hostKey, "must be an address, or a name that resolves to one");
        }
    }

    private String scalar(String key) throws ConfigException {
        unread.remove(key);
        if (config.getIsNull(key)) {
            throw wrong(key, "must be a value");
        }
        ConfigValueType type = config.getValue(key).valueType();
        if (type == ConfigValueType.LIST || type == ConfigValueType.OBJECT) {
            throw wrong(key, "must be a single value");
        }
        String text = config.getString(key).strip();
        if (text.indexOf(NOT_DECODED) >= 0) {
            throw wrong(key, "must be UTF-8 in a file, and in the encoding of the locale in the environment");
        }
        return text;
    }

    /** A number is written in these digits only; Java would take those of any script. */
    private String ascii(String key) throws ConfigException {
        String text = scalar(key);
        if (!US_ASCII.newEncoder().canEncode(text)) {
            throw new NumberFormatException(text);
        }
        return text;
    }

    private ConfigException wrong(String key, String bound) {
        if (config.getIsNull(key)) {
            return new ConfigException(key + ": " + bound + ", not null");
        }
        ConfigValue value = config.getValue(key);
        return new ConfigException(key + ": " + bound + ", not " + value.unwrapped() + where(value));
    }

    private static String where(ConfigValue value) {
        return " (" + value.origin().description() + ")";
    }

    private static String nameOf(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Every path that leads to something other than an object, nulls included. */
    private static Map<String, ConfigValue> leaves(ConfigObject object) {
        Map<String, ConfigValue> leaves = new TreeMap<>();
        object.forEach((name, value) -> {
            String key = ConfigUtil.joinPath(name);
            if (value instanceof ConfigObject inner) {
                leaves(inner).forEach((rest, leaf) -> leaves.put(key + "." + rest, leaf));
            } else {
                leaves.put(key, value);
            }
        });
        return leaves;
    }
}
