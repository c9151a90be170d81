package io.tocsin.gateway.cli.watch;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.PrintWriter;
import org.junit.jupiter.api.Test;

class WatchPrinterTest {
    private final ObjectMapper json = new ObjectMapper();
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    @Test
    void shouldPrintTicksAndAlertsPlainly() throws Exception {
        String text = print(
                false,
                "{'type':'snapshot','symbol':'BTCUSD','price':'850','time':'2026-01-01T10:00:00Z','sequence':1}",
                "{'type':'tick','symbol':'BTCUSD','price':'851.5','size':'0.25','time':'2026-01-01T10:00:01.5Z'}",
                "{'type':'tick','symbol':'BTCUSD','price':'849','size':'3','time':'2026-01-01T10:00:02.123456789Z',"
                        + "'low':'848','high':'851','count':3}",
                "{'type':'heartbeat','sequence':3}",
                "{'type':'alert','event':'4-0','alert':'17','message':'BTCUSD fell','time':'2026-01-01T10:00:02Z'}");

        assertThat(text).isEqualToNormalizingNewlines("""
                        10:00:00.000  BTCUSD                  850
                        10:00:01.500  BTCUSD     ^          851.5  size 0.25
                        10:00:02.123  BTCUSD     v            849  size 3  low 848  high 851  of 3
                        10:00:02.000  ALERT 17  BTCUSD fell  (event 4-0)
                        """);
    }

    @Test
    void shouldSayHowFarAPriceCanBeTrusted() throws Exception {
        String text = print(
                false,
                "{'type':'state','symbol':'BTCUSD','state':'stale','time':'2026-01-01T10:00:00Z'}",
                "{'type':'state','symbol':'BTCUSD','state':'live','time':'2026-01-01T10:00:01Z'}",
                "{'type':'alert','event':'4-0','alert':'17','message':'fell','time':'2026-01-01T10:00:02Z','stale':true}",
                "{'type':'alert','event':'5-0','alert':'18','message':'rose','time':'2026-01-01T10:00:03Z','late':true}");

        assertThat(text).isEqualToNormalizingNewlines("""
                        10:00:00.000  BTCUSD is stale: no source of it is heard from
                        10:00:01.000  BTCUSD has live prices
                        10:00:02.000  ALERT 17  fell  (event 4-0, on a price that may be old)
                        10:00:03.000  ALERT 18  rose  (event 5-0, on a trade that came late)
                        """);
    }

    @Test
    void shouldColourForATerminal() throws Exception {
        assertThat(print(true, "{'type':'alert','message':'rang'}"))
                .contains("\u001b[1;30;43m")
                .endsWith("\u001b[0m\n");
    }

    @Test
    void shouldNotLetAMessageSteerTheTerminal() throws Exception {
        assertThat(print(false, "{'type':'alert','message':'a\\u001b[2Jb\\nc'}"))
                .contains("a?[2Jb?c");
    }

    @Test
    void shouldSayWhatIsMissingOrWrong() throws Exception {
        String text = print(
                false,
                "{'type':'resumed','complete':false}",
                "{'type':'resumed','complete':true}",
                "{'type':'error','code':'unknown-symbol','detail':'no X'}");

        assertThat(text).isEqualToNormalizingNewlines("""
                        -- some alerts in between are not kept any more
                        -- unknown-symbol: no X
                        """);
    }

    private String print(boolean colour, String... messages) throws JsonProcessingException {
        WatchPrinter printer = new WatchPrinter(new PrintWriter(bytes, true, UTF_8), colour);
        for (String message : messages) {
            printer.print(json.readTree(message.replace('\'', '"')));
        }
        return bytes.toString(UTF_8);
    }
}
