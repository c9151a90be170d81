package io.tocsin.gateway.feed.tcp;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** That the examples of {@code docs/ingest.md} do what they say. */
class IngestDocsTest {
    private static final Path DOCS = Path.of("..", "docs", "ingest.md");

    @TempDir
    Path directory;

    @Test
    void shouldHaveAnExampleInJavaThatCompiles() throws IOException {
        String code = example("java");
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        assumeTrue(compiler != null, "this Java has no compiler");
        JavaFileObject source =
                new SimpleJavaFileObject(URI.create("string:///Ingest.java"), JavaFileObject.Kind.SOURCE) {
                    @Override
                    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                        return code;
                    }
                };
        StringWriter errors = new StringWriter();
        assertThat(compiler.getTask(
                                errors,
                                null,
                                null,
                                List.of(
                                        "-proc:none",
                                        "-d",
                                        directory.toString(),
                                        "-cp",
                                        System.getProperty("java.class.path")),
                                null,
                                List.of(source))
                        .call())
                .as("%s", errors)
                .isTrue();
    }

    @Test
    void shouldHaveAnExampleInPythonThatRuns() throws Exception {
        assumeTrue(hasPython(), "there is no python3 here");
        Path script = Files.writeString(directory.resolve("ingest.py"), example("python"), UTF_8);
        try (TcpFixture node = new TcpFixture(directory)) {
            ProcessBuilder builder = new ProcessBuilder("python3", script.toString()).redirectErrorStream(true);
            builder.environment().put("TOCSIN_TOKEN", node.token());
            builder.environment().put("TOCSIN_INGEST_PORT", Integer.toString(node.port()));
            Process python = builder.start();
            String said = new String(python.getInputStream().readAllBytes(), UTF_8);
            assertThat(python.waitFor()).as(said).isZero();
            assertThat(said).isEqualToIgnoringNewLines("bye 1");
            assertThat(node.prices("BTCUSD")).hasSize(1_000).startsWith(6_412_346_000_000L);
        }
    }

    private static boolean hasPython() throws InterruptedException {
        try {
            return new ProcessBuilder("python3", "-c", "pass").start().waitFor(10, TimeUnit.SECONDS);
        } catch (IOException none) {
            return false;
        }
    }

    private static String example(String language) throws IOException {
        Matcher block =
                Pattern.compile("```" + language + "\n(.*?)```", Pattern.DOTALL).matcher(Files.readString(DOCS, UTF_8));
        assertThat(block.find()).isTrue();
        return block.group(1);
    }
}
