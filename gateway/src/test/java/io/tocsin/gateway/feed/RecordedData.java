package io.tocsin.gateway.feed;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/** What markets and providers have said, recorded beside the repository; {@code -Dtocsin.data=DIR} says where. */
public final class RecordedData {
    private RecordedData() {}

    /** Skips the test where there is none. */
    public static Path require() {
        Optional<Path> directory = Stream.of(
                        System.getProperty("tocsin.data", ""), "../shared/data", "../../shared/data")
                .filter(path -> !path.isEmpty())
                .map(Path::of)
                .filter(Files::isDirectory)
                .findFirst();
        assumeTrue(directory.isPresent(), "nothing recorded at ../shared/data; -Dtocsin.data=DIR says where it is");
        return directory.get();
    }
}
