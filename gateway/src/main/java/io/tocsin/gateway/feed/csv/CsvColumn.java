package io.tocsin.gateway.feed.csv;

/** What a column can hold. */
public enum CsvColumn {
    TIME,
    SYMBOL,
    PRICE,
    BID,
    ASK,
    OPEN,
    HIGH,
    LOW,
    CLOSE,
    /** Of a tick, or the volume of a bar. */
    SIZE
}
