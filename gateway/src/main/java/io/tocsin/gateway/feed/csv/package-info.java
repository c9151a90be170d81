/** Ticks, quotes and bars out of files with a header: plain, gzipped, or the first file of a zip. */
package io.tocsin.gateway.feed.csv;
