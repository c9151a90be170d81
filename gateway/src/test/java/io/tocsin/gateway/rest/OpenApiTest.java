package io.tocsin.gateway.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.tocsin.contract.OpenApi;
import io.tocsin.contract.alert.AlertRequests;
import io.tocsin.contract.json.ProblemException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

class OpenApiTest {
    private static final Set<String> METHODS = Set.of("get", "put", "post", "patch", "delete");

    private final OpenApi api = new OpenApi();

    @Test
    void shouldDescribeExactlyTheRoutesThereAre() {
        Set<String> described = new TreeSet<>();
        api.document()
                .get("paths")
                .properties()
                .forEach(path -> path.getValue().fieldNames().forEachRemaining(name -> {
                    if (METHODS.contains(name)) {
                        described.add(name.toUpperCase(Locale.ROOT) + ' ' + path.getKey());
                    }
                }));
        assertThat(described)
                .isEqualTo(Arrays.stream(Route.values())
                        .map(route -> route.method() + ' ' + route.path())
                        .collect(Collectors.toCollection(TreeSet::new)));
    }

    @Test
    void shouldReferToNothingThatIsNotThere() {
        JsonNode document = api.document();
        Stream.concat(
                        document.findValues("$ref").stream(),
                        document.findValues("mapping").stream()
                                .flatMap(mapping -> StreamSupport.stream(mapping.spliterator(), false)))
                .map(JsonNode::textValue)
                .forEach(reference -> assertThat(
                                document.at(reference.substring(1)).isMissingNode())
                        .as(reference)
                        .isFalse());
    }

    @Test
    void shouldGiveExamplesThatAreTrue() throws ProblemException {
        for (String schema : List.of("AlertRequest", "Alert")) {
            assertThat(api.examples(schema)).isNotEmpty();
            for (JsonNode example : api.examples(schema)) {
                assertThat(api.faults(schema, example)).as("%s", example).isEmpty();
            }
        }
        for (JsonNode request : api.examples("AlertRequest")) {
            assertThat(AlertRequests.parse(request, "", symbol -> 8).symbol()).isEqualTo("BTCUSD");
        }
    }
}
