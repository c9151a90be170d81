package io.tocsin.journal.disk;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What of a directory a loss of power cannot take away: the contents that were forced, and the names. */
final class Forced {
    private final Map<String, Content> contents = new HashMap<>();
    private final List<Renaming> renamings = new ArrayList<>();

    /**
     * A name that went.
     *
     * @param to     where to, {@code null} for nowhere.
     * @param before what was there before at the end of it: at {@code to}, or else at {@code from}.
     * @param forced as {@code before}.
     * @param names  of all files at that time: names come to a disk in the order in which they were made.
     */
    record Renaming(String from, String to, Content before, Content forced, Set<String> names) {
        boolean isIn(String directory) {
            return parent(from).equals(directory) || (to != null && parent(to).equals(directory));
        }

        private static String parent(String name) {
            return name.substring(0, Math.max(0, name.lastIndexOf('/')));
        }
    }

    Forced() {}

    /** All of these. */
    Forced(Map<String, Content> all) {
        contents.putAll(all);
    }

    Forced(Forced other) {
        contents.putAll(other.contents);
        renamings.addAll(other.renamings);
    }

    void onForce(String name, Content content) {
        contents.put(name, content);
    }

    void onForceDirectory(String name) {
        renamings.removeIf(renaming -> renaming.isIn(name));
    }

    void onDelete(String name, Content content, Set<String> names) {
        Content lost = contents.remove(name);
        if (content != null) {
            renamings.add(new Renaming(name, null, content, lost, names));
        }
    }

    void onMove(String from, String to, Content replaced, Set<String> names) {
        Content moved = contents.remove(from);
        renamings.add(new Renaming(from, to, replaced, contents.remove(to), names));
        if (moved != null) {
            contents.put(to, moved);
        }
    }

    /** {@code null} when it never was. */
    Content contentOf(String name) {
        return contents.get(name);
    }

    /** How many names a loss of power can bring back. */
    int openRenamings() {
        return renamings.size();
    }

    /** Takes the last renaming back. */
    void undoLast(Map<String, Content> files) {
        Renaming last = renamings.remove(renamings.size() - 1);
        if (last.to() != null) {
            files.put(last.from(), files.remove(last.to()));
            Content moved = contents.remove(last.to());
            if (moved != null) {
                contents.put(last.from(), moved);
            }
        }
        String restored = last.to() == null ? last.from() : last.to();
        if (last.before() != null) {
            files.put(restored, last.before());
        }
        if (last.forced() != null) {
            contents.put(restored, last.forced());
        }
        files.keySet().retainAll(last.names());
    }
}
