package io.tocsin.benchmarks;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.Manifest;

/** What the figures were measured on, and of which commit. */
record Machine(String processor, int cores, String system, String jvm, String commit) {
    private static final Path PROCESSORS = Path.of("/proc/cpuinfo");
    private static final String UNKNOWN = "unknown";

    static Machine here() {
        return new Machine(
                processorName(),
                Runtime.getRuntime().availableProcessors(),
                System.getProperty("os.name")
                        + ' '
                        + System.getProperty("os.version")
                        + ' '
                        + System.getProperty("os.arch"),
                System.getProperty("java.vm.name") + ' ' + System.getProperty("java.runtime.version"),
                commitOfJar());
    }

    @Override
    public String toString() {
        return processor + ", " + cores + " cores, " + system + ", " + jvm + ", commit " + commit;
    }

    private static String processorName() {
        try {
            List<String> lines = Files.isReadable(PROCESSORS) ? Files.readAllLines(PROCESSORS) : List.of();
            return lines.stream()
                    .filter(line -> line.startsWith("model name"))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst()
                    .orElse(UNKNOWN);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String commitOfJar() {
        try (InputStream manifest = Machine.class.getResourceAsStream("/META-INF/MANIFEST.MF")) {
            String commit = manifest == null
                    ? null
                    : new Manifest(manifest).getMainAttributes().getValue("Implementation-Commit");
            return commit == null ? UNKNOWN : commit;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
