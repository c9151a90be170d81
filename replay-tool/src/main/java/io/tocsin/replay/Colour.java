package io.tocsin.replay;

import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Help.Ansi.Style;

/** Colours for a terminal; elsewhere, and where {@code NO_COLOR} is set, text stays as it is. */
enum Colour {
    GOOD(Style.fg_green),
    BAD(Style.fg_red),
    NAME(Style.fg_cyan),
    ASIDE(Style.faint);

    private static final boolean ENABLED = Ansi.AUTO.enabled();

    private final Style style;

    Colour(Style style) {
        this.style = style;
    }

    String of(String text) {
        return ENABLED ? style.on() + text + style.off() : text;
    }
}
