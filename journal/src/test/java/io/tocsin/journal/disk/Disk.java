package io.tocsin.journal.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.CopyOption;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import org.apache.lucene.tests.mockfile.FilterFileChannel;
import org.apache.lucene.tests.mockfile.FilterFileSystemProvider;

/**
 * A directory in which a process can die at any step: before each change of a file, in the midst of a write, and
 * wherever the process itself says that it could. What is in the directory at that moment is kept as an {@link Image};
 * afterwards nothing can be changed any more. It also notes what was forced, since only that withstands a loss of
 * power.
 * <p>
 * Mapped files are changed past it; those changes belong to the image all the same. One thread.
 */
public final class Disk extends FilterFileSystemProvider {
    private final Path real;
    private final Forced forced;
    private final String prefix;
    private final SplittableRandom random;
    /** New names of files that can still be open under their old ones. */
    private final Map<String, String> moved = new HashMap<>();

    private int stepsLeft;
    private Image crashed;

    /**
     * @param directory to be made, as {@code before} has it.
     * @param stepsLeft how many steps there are before the crash.
     */
    public Disk(Path directory, Image before, int stepsLeft, SplittableRandom random) throws IOException {
        super("disk", FileSystems.getDefault());
        real = directory.toAbsolutePath();
        prefix = real + "/";
        forced = before.forced();
        before.writeTo(real);
        this.stepsLeft = stepsLeft;
        this.random = random;
    }

    /** To be given to what is to be crashed. */
    public Path directory() {
        return wrapPath(real);
    }

    /** Here the process can die. */
    public void step(String what) {
        if (crashed != null || stepsLeft-- == 0) {
            throw crash(what);
        }
    }

    private Crash crash(String what) {
        if (crashed == null) {
            crashed = image();
        }
        return new Crash(what);
    }

    public boolean isCrashed() {
        return crashed != null;
    }

    /** What there is now, or was when the process died. */
    public Image image() {
        return crashed == null ? Image.of(real, forced) : crashed;
    }

    @Override
    public FileChannel newFileChannel(Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes)
            throws IOException {
        if (options.contains(StandardOpenOption.CREATE)) {
            step("open " + path);
        }
        moved.remove(nameOf(path));
        return new Channel(super.newFileChannel(path, options, attributes), nameOf(path));
    }

    @Override
    public SeekableByteChannel newByteChannel(
            Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes) throws IOException {
        if (options.contains(StandardOpenOption.WRITE)) {
            step("write " + path);
        }
        return super.newByteChannel(path, options, attributes);
    }

    @Override
    public void createDirectory(Path directory, FileAttribute<?>... attributes) throws IOException {
        step("create " + directory);
        super.createDirectory(directory, attributes);
    }

    @Override
    public void delete(Path path) throws IOException {
        step("delete " + path);
        forced.onDelete(nameOf(path), Files.isRegularFile(path) ? Content.of(toDelegate(path)) : null, names());
        super.delete(path);
    }

    @Override
    public boolean deleteIfExists(Path path) throws IOException {
        if (!Files.exists(path)) {
            return false;
        }
        delete(path);
        return true;
    }

    @Override
    public void copy(Path source, Path target, CopyOption... options) throws IOException {
        step("copy " + source);
        super.copy(source, target, options);
    }

    @Override
    public void move(Path source, Path target, CopyOption... options) throws IOException {
        step("move " + source);
        forced.onMove(
                nameOf(source), nameOf(target), Files.exists(target) ? Content.of(toDelegate(target)) : null, names());
        super.move(source, target, options);
        moved.put(nameOf(source), nameOf(target));
    }

    private Set<String> names() {
        return Image.filesIn(real).stream().map(path -> nameOf(path)).collect(Collectors.toSet());
    }

    private String nameOf(Path path) {
        String name = path.toAbsolutePath().toString();
        return name.startsWith(prefix) ? name.substring(prefix.length()) : "";
    }

    private final class Channel extends FilterFileChannel {
        private final String name;

        Channel(FileChannel delegate, String name) {
            super(delegate);
            this.name = name;
        }

        @Override
        public int write(ByteBuffer source) throws IOException {
            beforeWrite(source.duplicate(), position());
            return super.write(source);
        }

        @Override
        public int write(ByteBuffer source, long position) throws IOException {
            beforeWrite(source.duplicate(), position);
            return super.write(source, position);
        }

        /** A process that dies here has written a part. */
        private void beforeWrite(ByteBuffer source, long position) throws IOException {
            if (crashed == null && stepsLeft == 0) {
                int part = random.nextInt(source.remaining() + 1);
                super.write(source.limit(source.position() + part), position);
            }
            step("write " + name);
        }

        @Override
        public void force(boolean metadata) throws IOException {
            step("force " + name);
            String current = moved.getOrDefault(name, name);
            Path path = real.resolve(current);
            if (Files.isDirectory(path)) {
                forced.onForceDirectory(current);
            } else {
                forced.onForce(current, Content.of(path));
            }
        }
    }
}
