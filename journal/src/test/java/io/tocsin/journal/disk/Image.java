package io.tocsin.journal.disk;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The files of a directory at one moment, by their names. */
public final class Image {
    private static final int PAGE = 4096;
    private static final int DOCUMENT_LENGTH = 0x3FFF_FFFF;
    private static final int METADATA = 0x4000_0000;
    private static final String ROLL_FILE = ".cq4";

    private final TreeMap<String, Content> files;
    private final Forced forced;

    private Image(Map<String, Content> files, Forced forced) {
        this.files = new TreeMap<>(files);
        this.forced = forced;
    }

    /** A directory with nothing in it. */
    public static Image empty() {
        return new Image(Map.of(), new Forced());
    }

    static Image of(Path directory, Forced forced) {
        Map<String, Content> files = new TreeMap<>();
        try {
            for (Path path : filesIn(directory)) {
                files.put(directory.relativize(path).toString(), Content.of(path));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new Image(files, new Forced(forced));
    }

    static List<Path> filesIn(Path directory) {
        try (Stream<Path> paths = Files.walk(directory)) {
            return paths.filter(Files::isRegularFile).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Forced forced() {
        return new Forced(forced);
    }

    /** Makes a directory that holds this. */
    void writeTo(Path directory) throws IOException {
        Files.createDirectories(directory);
        for (Map.Entry<String, Content> file : files.entrySet()) {
            Path path = directory.resolve(file.getKey());
            Files.createDirectories(path.getParent());
            file.getValue().writeTo(path);
        }
    }

    /** With files that end soon after what is in them, instead of long sparse ones, which take long to look through. */
    public Image shortened() {
        Image image = new Image(files, forced);
        image.files.replaceAll((name, content) -> content.shortened());
        return image;
    }

    /** The names of the files in a directory, in order. */
    public List<String> names(String directory) {
        return files.keySet().stream()
                .filter(name -> name.startsWith(directory + "/"))
                .toList();
    }

    /** With one bit of a file turned round. */
    public Image withFlippedBit(String name, SplittableRandom random) {
        byte[] bytes = files.get(name).bytes().clone();
        bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(Byte.SIZE));
        return with(name, files.get(name).with(bytes));
    }

    /**
     * As if the last append to a queue had not come to its end: the length of the document is missing, and maybe some
     * of its bytes; if it is the first one of its file, maybe the file as well, or all but its beginning.
     */
    public Image withinLastAppend(String queue, SplittableRandom random) {
        String newest = newestRollFile(queue);
        byte[] bytes = files.get(newest).bytes().clone();
        List<Integer> documents = documents(bytes);
        int document = documents.get(documents.size() - 1);
        if (documents.size() == 1 && random.nextBoolean()) {
            return withinRoll(newest, document, random);
        }
        Arrays.fill(bytes, document, document + Integer.BYTES, (byte) 0);
        if (random.nextBoolean()) {
            Arrays.fill(bytes, document + random.nextInt(bytes.length - document), bytes.length, (byte) 0);
        }
        return with(newest, files.get(newest).with(bytes));
    }

    private Image withinRoll(String newest, int firstDocument, SplittableRandom random) {
        Content content = files.get(newest);
        return switch (random.nextInt(4)) {
            case 0 -> without(newest);
            case 1 -> with(newest, Content.NOTHING);
            case 2 -> with(newest, content.upTo(0));
            default -> with(newest, content.upTo(random.nextInt(firstDocument)));
        };
    }

    /** Whether the newest file of a queue has but one document. */
    public boolean hasJustRolled(String queue) {
        return documents(files.get(newestRollFile(queue)).bytes()).size() == 1;
    }

    private String newestRollFile(String queue) {
        String newest = null;
        for (String name : names(queue)) {
            newest = name.endsWith(ROLL_FILE) ? name : newest;
        }
        return newest;
    }

    /** Positions of the committed documents. */
    private static List<Integer> documents(byte[] bytes) {
        ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        List<Integer> documents = new ArrayList<>();
        int at = 0;
        while (at + Integer.BYTES <= bytes.length && buffer.getInt(at) > 0) {
            int header = buffer.getInt(at);
            if ((header & METADATA) == 0) {
                documents.add(at);
            }
            at += Integer.BYTES + ((header & DOCUMENT_LENGTH) + 3) / 4 * 4;
        }
        return documents;
    }

    /**
     * What a loss of power leaves: names in the order in which they were changed, up to some moment; of each queue what
     * was forced, and of what came later a part, up to some byte; of the pages that were changed in place, some; of
     * other files what was forced, or later pages, in any order.
     */
    public Image afterPowerLoss(SplittableRandom random) {
        Map<String, Content> left = new TreeMap<>(files);
        Forced stillForced = new Forced(forced);
        for (int i = random.nextInt(forced.openRenamings() + 1); i > 0; i--) {
            stillForced.undoLast(left);
        }
        for (String queue : List.of("journal", "outbox")) {
            loseTail(queue, left, stillForced, random);
        }
        for (Map.Entry<String, Content> file : left.entrySet()) {
            if (!file.getKey().endsWith(ROLL_FILE)) {
                file.setValue(withLostPages(file.getValue(), stillForced.contentOf(file.getKey()), random));
            }
        }
        return new Image(left, new Forced(left));
    }

    private static void loseTail(String queue, Map<String, Content> left, Forced forced, SplittableRandom random) {
        List<String> rollFiles = new ArrayList<>();
        for (String name : left.keySet()) {
            if (name.startsWith(queue + "/") && name.endsWith(ROLL_FILE)) {
                rollFiles.add(name);
            }
        }
        Collections.reverse(rollFiles);
        int reach = random.nextInt(4);
        for (int i = 0; i < rollFiles.size(); i++) {
            String name = rollFiles.get(i);
            Content now = left.get(name);
            Content before = forced.contentOf(name);
            int kept = before == null ? 0 : before.bytes().length;
            int lost = i > reach ? 0 : Math.max(0, now.bytes().length - kept);
            if (i == reach && lost > 0) {
                lost = random.nextInt(lost + 1);
            }
            Content rest = now.upTo(now.bytes().length - lost);
            left.put(name, before == null ? rest : rest.with(mixed(rest.bytes(), before.bytes(), random)));
            if (before != null || lost < now.bytes().length) {
                return; // what is older was forced as well, or came to the disk before
            }
        }
    }

    /** Pages below what was forced then can be the ones of then. */
    private static byte[] mixed(byte[] now, byte[] forced, SplittableRandom random) {
        byte[] mixed = now.clone();
        for (int page = 0; page + PAGE <= Math.min(forced.length, now.length); page += PAGE) {
            if (random.nextInt(4) == 0) {
                System.arraycopy(forced, page, mixed, page, PAGE);
            }
        }
        return mixed;
    }

    private static Content withLostPages(Content now, Content forced, SplittableRandom random) {
        byte[] before = forced == null ? new byte[0] : forced.bytes();
        if (Arrays.equals(now.bytes(), before) || random.nextBoolean()) {
            return now;
        }
        byte[] mixed = now.bytes().clone();
        for (int page = 0; page < mixed.length; page += PAGE) {
            int end = Math.min(page + PAGE, mixed.length);
            if (random.nextBoolean()) {
                Arrays.fill(mixed, page, end, (byte) 0);
                System.arraycopy(before, Math.min(page, before.length), mixed, page, overlap(page, end, before.length));
            }
        }
        return now.with(mixed);
    }

    private static int overlap(int from, int to, int length) {
        return Math.max(0, Math.min(to, length) - from);
    }

    private Image without(String name) {
        Image image = new Image(files, forced);
        image.files.remove(name);
        return image;
    }

    private Image with(String name, Content content) {
        Image image = new Image(files, forced);
        image.files.put(name, content);
        return image;
    }
}
