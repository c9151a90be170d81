/** Writes tables to files, row after row: CSV, JSON lines, Parquet. It knows nothing of what is in them. */
package io.tocsin.replay.table;
