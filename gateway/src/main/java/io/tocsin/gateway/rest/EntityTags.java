package io.tocsin.gateway.rest;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The entity tags in the lines of an {@code If-Match} or {@code If-None-Match} (RFC 9110, sections 8.8.3 and 13.1).
 *
 * @param any  whether one of the lines is {@code *}.
 * @param tags opaque, without quotes; a weak one counts as its strong one.
 */
record EntityTags(boolean any, List<String> tags) {
    private static final Pattern ELEMENT =
            Pattern.compile("[ \\t,]*+(?:W/)?\"([\\x21\\x23-\\x7E\\x80-\\xFF]*+)\"[ \\t]*+(?=,|$)");

    /** What follows something that is no tag is left out: it can match nothing. */
    static EntityTags read(List<String> lines) {
        List<String> tags = new ArrayList<>();
        boolean any = false;
        for (String line : lines) {
            any |= line.strip().equals("*");
            Matcher element = ELEMENT.matcher(line);
            while (element.lookingAt()) {
                tags.add(element.group(1));
                element.region(element.end(), line.length());
            }
        }
        return new EntityTags(any, tags);
    }
}
