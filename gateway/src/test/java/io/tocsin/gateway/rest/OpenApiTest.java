package io.tocsin.gateway.rest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class OpenApiTest {
    private static final Pattern PATH = Pattern.compile(" {2}(/\\S*):");
    private static final Pattern METHOD = Pattern.compile(" {4}(get|put|post|patch|delete):");
    private static final Pattern REFERENCE = Pattern.compile("#/components/(\\w+)/(\\w+)");

    @Test
    void shouldDescribeExactlyTheRoutesThereAre() throws IOException {
        Set<String> described = new TreeSet<>();
        String path = "";
        for (String line : specification().lines().toList()) {
            Matcher pathLine = PATH.matcher(line);
            Matcher methodLine = METHOD.matcher(line);
            if (pathLine.matches()) {
                path = pathLine.group(1);
            } else if (methodLine.matches()) {
                described.add(methodLine.group(1).toUpperCase(Locale.ROOT) + ' ' + path);
            }
        }
        assertThat(described)
                .isEqualTo(Arrays.stream(Route.values())
                        .map(route -> route.method() + ' ' + route.path())
                        .collect(Collectors.toCollection(TreeSet::new)));
    }

    @Test
    void shouldDefineEveryComponentItRefersTo() throws IOException {
        String specification = specification();
        Matcher reference = REFERENCE.matcher(specification);
        while (reference.find()) {
            String section = specification.substring(specification.indexOf("\n  " + reference.group(1) + ":\n"));
            assertThat(section).contains("\n    " + reference.group(2) + ":\n");
        }
    }

    private static String specification() throws IOException {
        try (InputStream resource = OpenApiTest.class.getResourceAsStream("/openapi.yaml")) {
            return new String(resource.readAllBytes(), UTF_8);
        }
    }
}
