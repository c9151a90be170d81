package io.tocsin.engine.store;

import io.tocsin.engine.rules.AlertRecord;
import net.openhft.chronicle.map.ChronicleMap;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * The ids of each owner's alerts, ascending, in pages, so that neither an owner with many alerts nor one with few costs
 * more than it must. The last page, to which new alerts go, is in the owner's own entry: a new alert reads and writes that
 * and nothing else, until the page is full.
 *
 * <pre>
 *   owner            →  | ownerId | alertCount | firstPage | lastPage |   int32 each
 *                       | alertId | alertId | ...                         int64 each, at most 64: the last page
 *   (ownerId, page)  →  | alertId | alertId | ...                         int64 each, at most 64: an earlier one
 * </pre>
 *
 * An earlier page that becomes empty goes. An owner without alerts is forgotten.
 * Written by the engine thread; {@link #list} by any.
 */
final class OwnerLists {
    private static final int PAGE_LENGTH = 64 * Long.BYTES;
    private static final int MAX_PASSED = 64;
    private static final int OWNER_ID = 0;
    private static final int ALERT_COUNT = 4;
    private static final int FIRST_PAGE = 8;
    private static final int LAST_PAGE = 12;
    private static final int HEADER_LENGTH = 16;

    private final ChronicleMap<Region, Region> owners;
    private final ChronicleMap<Region, Region> pages;
    private final Region ownerKey = new Region(64);
    private final Region owner = new Region(HEADER_LENGTH + PAGE_LENGTH);
    private final Region pageKey = new Region(Long.BYTES);
    private final Region page = new Region(PAGE_LENGTH);
    private int nextOwnerId = 1;

    OwnerLists(final ChronicleMap<Region, Region> owners, final ChronicleMap<Region, Region> pages) {
        this.owners = owners;
        this.pages = pages;
    }

    int alertCount(final DirectBuffer ownerName) {
        return read(ownerName) ? owner.buffer().getInt(ALERT_COUNT) : 0;
    }

    /** Appends the alert to its owner's list and notes in the record where it went. */
    void add(final DirectBuffer ownerName, final AlertRecord alert) {
        final UnsafeBuffer entry = owner.buffer();
        if (!read(ownerName)) {
            owner.length(HEADER_LENGTH);
            entry.putInt(OWNER_ID, nextOwnerId++);
            entry.putInt(ALERT_COUNT, 0);
            entry.putInt(FIRST_PAGE, 0);
            entry.putInt(LAST_PAGE, 0);
        } else if (owner.length() == HEADER_LENGTH + PAGE_LENGTH) {
            turnPage();
        }
        final int at = owner.length();
        owner.length(at + Long.BYTES);
        entry.putLong(at, alert.alertId());
        entry.putInt(ALERT_COUNT, entry.getInt(ALERT_COUNT) + 1);
        owners.put(ownerKey, owner);
        alert.ownerId(entry.getInt(OWNER_ID));
        alert.ownerPage(entry.getInt(LAST_PAGE));
    }

    /** The earlier page is there before the entry without it is: a reader finds the ids in one of them. */
    private void turnPage() {
        final UnsafeBuffer entry = owner.buffer();
        final int last = entry.getInt(LAST_PAGE);
        page.length(PAGE_LENGTH).buffer().putBytes(0, entry, HEADER_LENGTH, PAGE_LENGTH);
        pages.put(pageKey.setInts(entry.getInt(OWNER_ID), last), page);
        entry.putInt(LAST_PAGE, last + 1);
        owner.length(HEADER_LENGTH);
    }

    void remove(final DirectBuffer ownerName, final AlertRecord alert) {
        if (!read(ownerName)) {
            throw new IllegalStateException("no owner of alert " + alert.alertId());
        }
        final UnsafeBuffer entry = owner.buffer();
        final int left = entry.getInt(ALERT_COUNT) - 1;
        entry.putInt(ALERT_COUNT, left);
        if (alert.ownerPage() == entry.getInt(LAST_PAGE)) {
            cut(owner, HEADER_LENGTH, alert.alertId());
        } else {
            removeFromEarlierPage(alert);
        }
        if (left == 0) {
            owners.remove(ownerKey);
        } else {
            owners.put(ownerKey, owner);
        }
    }

    private void removeFromEarlierPage(final AlertRecord alert) {
        if (pages.getUsing(pageKey.setInts(alert.ownerId(), alert.ownerPage()), page) == null) {
            throw new IllegalStateException("no page of alert " + alert.alertId());
        }
        cut(page, 0, alert.alertId());
        if (page.length() > 0) {
            pages.put(pageKey, page);
            return;
        }
        pages.remove(pageKey);
        passEmptyPages(alert.ownerId());
    }

    /** Only some at a time: an owner's oldest alert may go long after thousands that were newer. */
    private void passEmptyPages(final int ownerId) {
        final UnsafeBuffer entry = owner.buffer();
        int first = entry.getInt(FIRST_PAGE);
        final int until = Math.min(first + MAX_PASSED, entry.getInt(LAST_PAGE));
        while (first < until && !pages.containsKey(pageKey.setInts(ownerId, first))) {
            first++;
        }
        entry.putInt(FIRST_PAGE, first);
    }

    /** Any thread: see {@code AlertReader.list}. {@code after} is the alert of id {@code afterId} when it still exists. */
    int list(final DirectBuffer ownerName, final long afterId, final AlertRecord after, final long[] ids) {
        final Region entry = owners.getUsing(
                new Region(ownerName.capacity()).set(ownerName), new Region(HEADER_LENGTH + PAGE_LENGTH));
        if (entry == null) {
            return 0;
        }
        final int ownerId = entry.buffer().getInt(OWNER_ID);
        final int last = entry.buffer().getInt(LAST_PAGE);
        final boolean known = after != null && after.ownerId() == ownerId;
        final Region key = new Region(Long.BYTES);
        final Region earlier = new Region(PAGE_LENGTH);
        int count = 0;
        for (int number = known ? after.ownerPage() : entry.buffer().getInt(FIRST_PAGE); number < last; number++) {
            if (pages.getUsing(key.setInts(ownerId, number), earlier) != null) {
                count = copy(earlier, 0, afterId, ids, count);
            }
            if (count == ids.length) {
                return count;
            }
        }
        return copy(entry, HEADER_LENGTH, afterId, ids, count);
    }

    private static int copy(final Region page, final int start, final long afterId, final long[] ids, final int from) {
        int count = from;
        for (int at = start; at < page.length() && count < ids.length; at += Long.BYTES) {
            final long id = page.buffer().getLong(at);
            if (id > afterId) {
                ids[count++] = id;
            }
        }
        return count;
    }

    private boolean read(final DirectBuffer ownerName) {
        return owners.getUsing(ownerKey.set(ownerName), owner) != null;
    }

    private static void cut(final Region page, final int start, final long alertId) {
        final UnsafeBuffer ids = page.buffer();
        for (int at = start; at < page.length(); at += Long.BYTES) {
            if (ids.getLong(at) == alertId) {
                ids.putBytes(at, ids, at + Long.BYTES, page.length() - at - Long.BYTES);
                page.length(page.length() - Long.BYTES);
                return;
            }
        }
        throw new IllegalStateException("alert " + alertId + " is not on its owner's page");
    }
}
