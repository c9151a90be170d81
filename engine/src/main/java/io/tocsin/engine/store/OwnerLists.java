package io.tocsin.engine.store;

import io.tocsin.engine.rules.AlertRecord;
import net.openhft.chronicle.hash.Data;
import net.openhft.chronicle.map.ChronicleMap;
import net.openhft.chronicle.map.ExternalMapQueryContext;
import net.openhft.chronicle.map.MapEntry;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * The ids of each owner's alerts, ascending, in pages, so that neither an owner with many alerts nor one with few costs
 * more than it must. The last page, to which new alerts go, is in the owner's own entry: a new alert is written there,
 * in place, and nowhere else, until the page is full.
 *
 * <pre>
 *   owner            →  | ownerId | alertCount | firstPage | lastPage | idCount | 0 |   int32 each
 *                       | alertId | alertId | ...              int64 each: the last page, with room for 1, 2, 4, ... 64
 *   (ownerId, page)  →  | alertId | alertId | ...              int64 each, at most 64: an earlier one
 * </pre>
 *
 * An earlier page that becomes empty goes. An owner without alerts is forgotten.
 * Written by the engine thread; {@link #list} by any.
 */
final class OwnerLists {
    private static final int PAGE_IDS = 64;
    private static final int PAGE_LENGTH = PAGE_IDS * Long.BYTES;
    private static final int MAX_PASSED = 64;
    private static final int OWNER_ID = 0;
    private static final int ALERT_COUNT = 4;
    private static final int FIRST_PAGE = 8;
    private static final int LAST_PAGE = 12;
    private static final int ID_COUNT = 16;
    private static final int HEADER_LENGTH = 24;

    private final ChronicleMap<Region, Region> owners;
    private final ChronicleMap<Region, Region> pages;
    private final Region ownerKey = new Region(64);
    private final Region owner = new Region(HEADER_LENGTH + PAGE_LENGTH);
    private final UnsafeBuffer inPlace = new UnsafeBuffer(0, 0);
    private final Region pageKey = new Region(Long.BYTES);
    private final Region page = new Region(PAGE_LENGTH);
    private int nextOwnerId = 1;

    OwnerLists(ChronicleMap<Region, Region> owners, ChronicleMap<Region, Region> pages) {
        this.owners = owners;
        this.pages = pages;
    }

    int alertCount(DirectBuffer ownerName) {
        return read(ownerName) ? owner.buffer().getInt(ALERT_COUNT) : 0;
    }

    /** Appends the alert to its owner's list and notes in the record where it went. */
    void add(DirectBuffer ownerName, AlertRecord alert) {
        try (ExternalMapQueryContext<Region, Region, ?> query = owners.queryContext(ownerKey.set(ownerName))) {
            query.writeLock().lock();
            MapEntry<Region, Region> entry = query.entry();
            if (entry == null) {
                append(newOwner(), alert);
                query.absentEntry().doInsert(query.wrapValueAsData(owner));
            } else if (hasRoom(entry.value())) {
                append(inPlace, alert);
            } else {
                append(twiceTheRoom(), alert);
                entry.doReplaceValue(query.wrapValueAsData(owner));
            }
        }
    }

    private UnsafeBuffer newOwner() {
        UnsafeBuffer entry = owner.length(HEADER_LENGTH + Long.BYTES).buffer();
        entry.setMemory(0, owner.length(), (byte) 0);
        entry.putInt(OWNER_ID, nextOwnerId++);
        return entry;
    }

    /** Looks at the entry where it is in the map; turns the page when that is full. */
    private boolean hasRoom(Data<Region> entry) {
        inPlace.wrap(entry.bytes().addressForRead(entry.offset()), (int) entry.size());
        if (inPlace.getInt(ID_COUNT) == PAGE_IDS) {
            turnPage();
        }
        return HEADER_LENGTH + inPlace.getInt(ID_COUNT) * Long.BYTES < inPlace.capacity();
    }

    /** The earlier page is there before the entry without it is: a reader finds the ids in one of them. */
    private void turnPage() {
        int last = inPlace.getInt(LAST_PAGE);
        page.length(PAGE_LENGTH).buffer().putBytes(0, inPlace, HEADER_LENGTH, PAGE_LENGTH);
        pages.put(pageKey.setInts(inPlace.getInt(OWNER_ID), last), page);
        inPlace.putInt(LAST_PAGE, last + 1);
        inPlace.putInt(ID_COUNT, 0);
    }

    private UnsafeBuffer twiceTheRoom() {
        int length = inPlace.capacity();
        UnsafeBuffer entry = owner.length(2 * length - HEADER_LENGTH).buffer();
        entry.putBytes(0, inPlace, 0, length);
        return entry;
    }

    private static void append(UnsafeBuffer entry, AlertRecord alert) {
        int count = entry.getInt(ID_COUNT);
        entry.putLong(HEADER_LENGTH + count * Long.BYTES, alert.alertId());
        entry.putInt(ID_COUNT, count + 1);
        entry.putInt(ALERT_COUNT, entry.getInt(ALERT_COUNT) + 1);
        alert.ownerId(entry.getInt(OWNER_ID));
        alert.ownerPage(entry.getInt(LAST_PAGE));
    }

    void remove(DirectBuffer ownerName, AlertRecord alert) {
        if (!read(ownerName)) {
            throw new IllegalStateException("no owner of alert " + alert.alertId());
        }
        UnsafeBuffer entry = owner.buffer();
        int left = entry.getInt(ALERT_COUNT) - 1;
        entry.putInt(ALERT_COUNT, left);
        if (alert.ownerPage() == entry.getInt(LAST_PAGE)) {
            removeFromLastPage(alert);
        } else {
            removeFromEarlierPage(alert);
        }
        if (left == 0) {
            owners.remove(ownerKey);
        } else {
            owners.put(ownerKey, owner);
        }
    }

    /** Gives half of the room back when three quarters of it are free. */
    private void removeFromLastPage(AlertRecord alert) {
        UnsafeBuffer entry = owner.buffer();
        int count = entry.getInt(ID_COUNT);
        cut(entry, HEADER_LENGTH, count, alert.alertId());
        entry.putInt(ID_COUNT, count - 1);
        int room = (owner.length() - HEADER_LENGTH) / Long.BYTES;
        if (room > 1 && count - 1 <= room / 4) {
            owner.length(HEADER_LENGTH + room / 2 * Long.BYTES);
        }
    }

    private void removeFromEarlierPage(AlertRecord alert) {
        if (pages.getUsing(pageKey.setInts(alert.ownerId(), alert.ownerPage()), page) == null) {
            throw new IllegalStateException("no page of alert " + alert.alertId());
        }
        cut(page.buffer(), 0, page.length() / Long.BYTES, alert.alertId());
        page.length(page.length() - Long.BYTES);
        if (page.length() > 0) {
            pages.put(pageKey, page);
            return;
        }
        pages.remove(pageKey);
        passEmptyPages(alert.ownerId());
    }

    /** Only some at a time: an owner's oldest alert may go long after thousands that were newer. */
    private void passEmptyPages(int ownerId) {
        UnsafeBuffer entry = owner.buffer();
        int first = entry.getInt(FIRST_PAGE);
        int until = Math.min(first + MAX_PASSED, entry.getInt(LAST_PAGE));
        while (first < until && !pages.containsKey(pageKey.setInts(ownerId, first))) {
            first++;
        }
        entry.putInt(FIRST_PAGE, first);
    }

    /**
     * Any thread: see {@code AlertReader.list}. {@code after} is the alert of id {@code afterId} when it still exists.
     */
    int list(DirectBuffer ownerName, long afterId, AlertRecord after, long[] ids) {
        Region entry = owners.getUsing(
                new Region(ownerName.capacity()).set(ownerName), new Region(HEADER_LENGTH + PAGE_LENGTH));
        if (entry == null) {
            return 0;
        }
        int ownerId = entry.buffer().getInt(OWNER_ID);
        int last = entry.buffer().getInt(LAST_PAGE);
        boolean known = after != null && after.ownerId() == ownerId;
        Region key = new Region(Long.BYTES);
        Region earlier = new Region(PAGE_LENGTH);
        int count = 0;
        for (int number = known ? after.ownerPage() : entry.buffer().getInt(FIRST_PAGE); number < last; number++) {
            if (pages.getUsing(key.setInts(ownerId, number), earlier) != null) {
                count = copy(earlier.buffer(), 0, earlier.length() / Long.BYTES, afterId, ids, count);
            }
            if (count == ids.length) {
                return count;
            }
        }
        return copy(entry.buffer(), HEADER_LENGTH, entry.buffer().getInt(ID_COUNT), afterId, ids, count);
    }

    private static int copy(DirectBuffer page, int start, int idCount, long afterId, long[] ids, int from) {
        int count = from;
        for (int i = 0; i < idCount && count < ids.length; i++) {
            long id = page.getLong(start + i * Long.BYTES);
            if (id > afterId) {
                ids[count++] = id;
            }
        }
        return count;
    }

    private boolean read(DirectBuffer ownerName) {
        return owners.getUsing(ownerKey.set(ownerName), owner) != null;
    }

    /** Closes the gap that the alert leaves. */
    private static void cut(UnsafeBuffer page, int start, int idCount, long alertId) {
        int end = start + idCount * Long.BYTES;
        for (int at = start; at < end; at += Long.BYTES) {
            if (page.getLong(at) == alertId) {
                page.putBytes(at, page, at + Long.BYTES, end - at - Long.BYTES);
                return;
            }
        }
        throw new IllegalStateException("alert " + alertId + " is not on its owner's page");
    }
}
