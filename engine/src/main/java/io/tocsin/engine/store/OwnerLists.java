package io.tocsin.engine.store;

import io.tocsin.engine.rules.AlertRecord;
import net.openhft.chronicle.map.ChronicleMap;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * The ids of each owner's alerts, ascending, in pages, so that neither an owner with many alerts nor one with few costs
 * more than it must.
 *
 * <pre>
 *   owner            →  | ownerId | alertCount | firstPage | lastPage |   int32 each
 *   (ownerId, page)  →  | alertId | alertId | ...                         int64 each, at most 64
 * </pre>
 *
 * New alerts go to the last page; a page that becomes empty goes. An owner without alerts is forgotten.
 * Written by the engine thread; {@link #list} by any.
 */
final class OwnerLists {
    private static final int PAGE_ALERTS = 64;
    private static final int OWNER_ID = 0;
    private static final int ALERT_COUNT = 4;
    private static final int FIRST_PAGE = 8;
    private static final int LAST_PAGE = 12;
    private static final int ENTRY_LENGTH = 16;

    private final ChronicleMap<Region, Region> owners;
    private final ChronicleMap<Region, Region> pages;
    private final Region ownerKey = new Region(64);
    private final Region owner = new Region(ENTRY_LENGTH);
    private final Region pageKey = new Region(Long.BYTES);
    private final Region page = new Region(PAGE_ALERTS * Long.BYTES);
    private int nextOwnerId = 1;

    OwnerLists(final ChronicleMap<Region, Region> owners, final ChronicleMap<Region, Region> pages) {
        this.owners = owners;
        this.pages = pages;
    }

    int alertCount(final DirectBuffer ownerName) {
        return owners.getUsing(ownerKey.set(ownerName), owner) == null
                ? 0
                : owner.buffer().getInt(ALERT_COUNT);
    }

    /** Appends the alert to its owner's list and notes in the record where it went. */
    void add(final DirectBuffer ownerName, final AlertRecord alert) {
        final UnsafeBuffer entry = owner.buffer();
        if (owners.getUsing(ownerKey.set(ownerName), owner) == null) {
            owner.length(ENTRY_LENGTH);
            entry.putInt(OWNER_ID, nextOwnerId++);
            entry.putInt(ALERT_COUNT, 0);
            entry.putInt(FIRST_PAGE, 0);
            entry.putInt(LAST_PAGE, 0);
        }
        final int ownerId = entry.getInt(OWNER_ID);
        int last = entry.getInt(LAST_PAGE);
        int bytes = readPage(ownerId, last);
        if (bytes == PAGE_ALERTS * Long.BYTES) {
            last++;
            bytes = 0;
        }
        page.length(bytes + Long.BYTES).buffer().putLong(bytes, alert.alertId());
        pages.put(pageKey.setInts(ownerId, last), page);
        entry.putInt(LAST_PAGE, last);
        entry.putInt(ALERT_COUNT, entry.getInt(ALERT_COUNT) + 1);
        owners.put(ownerKey, owner);
        alert.ownerId(ownerId);
        alert.ownerPage(last);
    }

    void remove(final DirectBuffer ownerName, final AlertRecord alert) {
        final int bytes = readPage(alert.ownerId(), alert.ownerPage());
        final int at = find(page, bytes, alert.alertId());
        page.buffer().putBytes(at, page.buffer(), at + Long.BYTES, bytes - at - Long.BYTES);
        page.length(bytes - Long.BYTES);
        if (page.length() == 0) {
            pages.remove(pageKey);
        } else {
            pages.put(pageKey, page);
        }
        if (owners.getUsing(ownerKey.set(ownerName), owner) == null) {
            throw new IllegalStateException("no owner of alert " + alert.alertId());
        }
        uncount(alert.ownerId());
    }

    private void uncount(final int ownerId) {
        final UnsafeBuffer entry = owner.buffer();
        final int left = entry.getInt(ALERT_COUNT) - 1;
        if (left == 0) {
            owners.remove(ownerKey);
            return;
        }
        int first = entry.getInt(FIRST_PAGE);
        while (first < entry.getInt(LAST_PAGE) && !pages.containsKey(pageKey.setInts(ownerId, first))) {
            first++;
        }
        entry.putInt(ALERT_COUNT, left);
        entry.putInt(FIRST_PAGE, first);
        owners.put(ownerKey, owner);
    }

    /** Any thread: see {@code AlertReader.list}. {@code after} is the alert of id {@code afterId} when it still exists. */
    int list(final DirectBuffer ownerName, final long afterId, final AlertRecord after, final long[] ids) {
        final Region entry = owners.getUsing(new Region(ownerName.capacity()).set(ownerName), new Region(ENTRY_LENGTH));
        if (entry == null) {
            return 0;
        }
        final int ownerId = entry.buffer().getInt(OWNER_ID);
        final int last = entry.buffer().getInt(LAST_PAGE);
        final boolean known = after != null && after.ownerId() == ownerId;
        final Region key = new Region(Long.BYTES);
        final Region read = new Region(PAGE_ALERTS * Long.BYTES);
        int count = 0;
        for (int number = known ? after.ownerPage() : entry.buffer().getInt(FIRST_PAGE); number <= last; number++) {
            if (pages.getUsing(key.setInts(ownerId, number), read) == null) {
                continue;
            }
            for (int at = 0; at < read.length(); at += Long.BYTES) {
                final long id = read.buffer().getLong(at);
                if (id > afterId) {
                    ids[count++] = id;
                    if (count == ids.length) {
                        return count;
                    }
                }
            }
        }
        return count;
    }

    private int readPage(final int ownerId, final int number) {
        return pages.getUsing(pageKey.setInts(ownerId, number), page) == null ? 0 : page.length();
    }

    private static int find(final Region page, final int bytes, final long alertId) {
        for (int at = 0; at < bytes; at += Long.BYTES) {
            if (page.buffer().getLong(at) == alertId) {
                return at;
            }
        }
        throw new IllegalStateException("alert " + alertId + " is not on its owner's page");
    }
}
