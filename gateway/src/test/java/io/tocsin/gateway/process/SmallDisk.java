package io.tocsin.gateway.process;

import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A file system of its own that is soon full. Making one takes the rights of root. */
final class SmallDisk {
    private static final int CHUNK_BYTES = 1 << 20;

    final Path directory;
    private final boolean mounted;

    private SmallDisk(Path directory, boolean mounted) {
        this.directory = directory;
        this.mounted = mounted;
    }

    /** In memory. */
    static SmallDisk tmpfs(Path directory, int megabytes) throws IOException, InterruptedException {
        Files.createDirectories(directory);
        return new SmallDisk(
                directory, run("mount", "-t", "tmpfs", "-o", "size=" + megabytes + "m", "tmpfs", directory.toString()));
    }

    /** In a file beside the directory. */
    static SmallDisk ext4(Path directory, int megabytes) throws IOException, InterruptedException {
        Files.createDirectories(directory);
        Path image = directory.resolveSibling(directory.getFileName() + ".image");
        try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
            file.setLength((long) megabytes << 20);
        }
        return new SmallDisk(
                directory,
                run("mkfs.ext4", "-q", "-m", "0", image.toString())
                        && run("mount", "-o", "loop", image.toString(), directory.toString()));
    }

    boolean isMounted() {
        return mounted;
    }

    /** Takes all room but for so many megabytes. */
    void leave(long megabytes) throws IOException {
        byte[] chunk = new byte[CHUNK_BYTES];
        try (OutputStream filler =
                Files.newOutputStream(filler(), StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
            while (directory.toFile().getUsableSpace() > megabytes << 20) {
                filler.write(
                        chunk, 0, (int) Math.min(CHUNK_BYTES, directory.toFile().getUsableSpace()));
            }
        }
    }

    void clear() throws IOException {
        Files.delete(filler());
    }

    private Path filler() {
        return directory.resolve("filler");
    }

    /** Returns whether it is. */
    boolean makeReadOnly() throws InterruptedException {
        return run("mount", "-o", "remount,ro", directory.toString());
    }

    void unmount() throws InterruptedException {
        if (mounted) {
            run("umount", directory.toString());
        }
    }

    private static boolean run(String... command) throws InterruptedException {
        try {
            Process process = new ProcessBuilder(List.of(command))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return process.waitFor(10, TimeUnit.SECONDS) && process.exitValue() == 0;
        } catch (IOException noSuchCommand) {
            return false;
        }
    }
}
