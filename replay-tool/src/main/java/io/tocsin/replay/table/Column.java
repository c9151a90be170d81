package io.tocsin.replay.table;

/** A column of a table; any value may be absent. */
public record Column(String name, Kind kind) {
    /** The digits behind the point of all decimals where a format wants one number for them. */
    public static final int DECIMALS = 12;

    /** What a column holds. */
    public enum Kind {
        TEXT,
        /** Text that is JSON by itself. */
        JSON,
        INTEGER,
        /** A whole number that is a name: text in JSON, where numbers are not exact everywhere. */
        ID,
        /** A decimal, exact, with up to {@link #DECIMALS} digits behind the point. */
        DECIMAL,
        /** Nanoseconds since the epoch, UTC. */
        TIME
    }

    public static Column text(String name) {
        return new Column(name, Kind.TEXT);
    }

    public static Column json(String name) {
        return new Column(name, Kind.JSON);
    }

    public static Column integer(String name) {
        return new Column(name, Kind.INTEGER);
    }

    public static Column id(String name) {
        return new Column(name, Kind.ID);
    }

    public static Column decimal(String name) {
        return new Column(name, Kind.DECIMAL);
    }

    public static Column time(String name) {
        return new Column(name, Kind.TIME);
    }
}
