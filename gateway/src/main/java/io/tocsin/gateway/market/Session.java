package io.tocsin.gateway.market;

import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * When a market is open, week by week, in the time of its place. As text it is the name of a preset, or a time zone and
 * its hours, comma separated:
 *
 * <pre>
 *   fx                                              the same as: America/New_York sun 17:00-fri 17:00
 *   America/New_York mon-fri 09:30-16:00            on each of these days
 *   Europe/Berlin mon-fri 08:00-22:00, sat 10:00-13:00
 * </pre>
 *
 * Hours include their beginning and not their end; a day's hours that end before they begin end on the day after.
 *
 * @param zone  of the hours.
 * @param hours at least one, as they were given.
 */
public record Session(String text, ZoneId zone, List<Hours> hours) {
    /** The name of the preset: the week of the currency markets. Its day rolls at 17:00 in New York. */
    public static final String FX = "fx";

    /** What is asked of the text, for people. */
    public static final String RULE = "must be \"" + FX
            + "\", null for always, or {\"timeZone\":\"America/New_York\",\"hours\":[\"mon-fri 09:30-16:00\"]},"
            + " where hours may also be as \"sun 17:00-fri 17:00\"; at most " + Session.MAX_LENGTH + " characters";

    /** As the engine keeps it. */
    public static final int MAX_LENGTH = 512;

    private static final ZoneId NEW_YORK = ZoneId.of("America/New_York");
    private static final LocalTime FX_ROLL = LocalTime.of(17, 0);
    private static final int MINUTES_PER_DAY = 1_440;
    private static final int MINUTES_PER_WEEK = 7 * MINUTES_PER_DAY;
    private static final String DAY = "(mon|tue|wed|thu|fri|sat|sun)";
    private static final String TIME = "([01][0-9]|2[0-4]):([0-5][0-9])";
    private static final Pattern EACH_DAY = Pattern.compile(DAY + "(?:-" + DAY + ")? " + TIME + "-" + TIME);
    private static final Pattern THROUGH = Pattern.compile(DAY + " " + TIME + "-" + DAY + " " + TIME);

    /**
     * Hours of a week, which may go past its end.
     *
     * @param from   the minute of the week, from Monday on, with which they begin.
     * @param length in minutes.
     */
    record Hours(int from, int length) {
        boolean include(int minute) {
            return Math.floorMod(minute - from, MINUTES_PER_WEEK) < length;
        }
    }

    public Session {
        hours = List.copyOf(hours);
    }

    /** Reads the text; empty when it is none. */
    public static Optional<Session> parse(String text) {
        if (text.equals(FX)) {
            return parse(NEW_YORK.getId() + " sun 17:00-fri 17:00").map(fx -> new Session(FX, fx.zone, fx.hours));
        }
        int end = text.indexOf(' ');
        if (end < 0 || text.length() > MAX_LENGTH) {
            return Optional.empty();
        }
        return parse(text.substring(0, end), List.of(text.substring(end + 1).split(", ", -1)));
    }

    /** As {@link #parse(String)}, of the parts. */
    public static Optional<Session> parse(String zone, List<String> ranges) {
        List<Hours> hours = new ArrayList<>();
        for (String range : ranges) {
            List<Hours> parsed = hours(range);
            if (parsed.isEmpty()) {
                return Optional.empty();
            }
            hours.addAll(parsed);
        }
        String text = zone + " " + String.join(", ", ranges);
        if (hours.isEmpty() || text.length() > MAX_LENGTH) {
            return Optional.empty();
        }
        try {
            return Optional.of(new Session(text, ZoneId.of(zone), hours));
        } catch (DateTimeException unknown) {
            return Optional.empty();
        }
    }

    /** The hours as they were given. */
    public List<String> ranges() {
        return text.equals(FX)
                ? List.of()
                : List.of(text.substring(text.indexOf(' ') + 1).split(", ", -1));
    }

    /** Whether there are prices to be expected. */
    public boolean isOpen(Instant at) {
        ZonedDateTime local = at.atZone(zone);
        int minute = (local.getDayOfWeek().getValue() - 1) * MINUTES_PER_DAY + local.getHour() * 60 + local.getMinute();
        return hours.stream().anyMatch(each -> each.include(minute));
    }

    /** How long after midnight UTC the day has to start for this session, at this time; empty where it does not say. */
    public OptionalLong dayRollNs(Instant at) {
        if (!text.equals(FX)) {
            return OptionalLong.empty();
        }
        Duration offset = Duration.ofSeconds(NEW_YORK.getRules().getOffset(at).getTotalSeconds());
        return OptionalLong.of(FX_ROLL.toNanoOfDay() - offset.toNanos());
    }

    private static List<Hours> hours(String range) {
        Matcher through = THROUGH.matcher(range);
        if (through.matches()) {
            int from = minute(day(through.group(1)), through.group(2), through.group(3));
            int to = minute(day(through.group(4)), through.group(5), through.group(6));
            return of(
                    from,
                    to - from == MINUTES_PER_WEEK ? MINUTES_PER_WEEK : Math.floorMod(to - from, MINUTES_PER_WEEK));
        }
        Matcher each = EACH_DAY.matcher(range);
        if (!each.matches()) {
            return List.of();
        }
        int from = minute(0, each.group(3), each.group(4));
        int to = minute(0, each.group(5), each.group(6));
        int length = to > from ? to - from : to + MINUTES_PER_DAY - from;
        int first = day(each.group(1));
        int last = each.group(2) == null ? first : day(each.group(2));
        return Stream.iterate(0, day -> day <= Math.floorMod(last - first, 7), day -> day + 1)
                .flatMap(day -> of(Math.floorMod(first + day, 7) * MINUTES_PER_DAY + from, length).stream())
                .collect(Collectors.toList());
    }

    private static List<Hours> of(int from, int length) {
        boolean isPossible = length > 0 && from <= MINUTES_PER_WEEK;
        return isPossible ? List.of(new Hours(from, length)) : List.of();
    }

    private static int minute(int day, String hour, String minute) {
        return day * MINUTES_PER_DAY + Integer.parseInt(hour) * 60 + Integer.parseInt(minute);
    }

    private static int day(String name) {
        return Stream.of(DayOfWeek.values())
                        .filter(day -> day.name().toLowerCase(Locale.ROOT).startsWith(name))
                        .findFirst()
                        .orElseThrow()
                        .getValue()
                - 1;
    }
}
