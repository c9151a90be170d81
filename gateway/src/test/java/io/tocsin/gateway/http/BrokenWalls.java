package io.tocsin.gateway.http;

import com.google.auth.oauth2.GoogleCredentials;
import com.lmax.disruptor.RingBuffer;
import com.nimbusds.jwt.SignedJWT;
import com.typesafe.config.Config;
import io.netty.buffer.ByteBuf;
import io.tocsin.contract.alert.AlertRequests;
import io.tocsin.engine.codec.AlertFiredDecoder;
import io.tocsin.engine.codec.AlertFiredEncoder;
import io.tocsin.engine.pipeline.Pipeline;
import io.tocsin.gateway.rest.BrokenEdge;
import io.undertow.Undertow;
import net.openhft.chronicle.map.ChronicleMap;
import net.openhft.chronicle.queue.ChronicleQueue;
import org.xnio.XnioWorker;
import picocli.CommandLine;

/** What no class of this package may do, once each: the rules must find it. */
public final class BrokenWalls {
    private BrokenWalls() {}

    record UsesDisruptor(RingBuffer<?> library) {}

    record UsesChronicleMap(ChronicleMap<?, ?> library) {}

    record UsesChronicleQueue(ChronicleQueue library) {}

    record UsesNetty(ByteBuf library) {}

    record UsesUndertow(Undertow library) {}

    record UsesXnio(XnioWorker library) {}

    record UsesGoogle(GoogleCredentials library) {}

    record UsesNimbus(SignedJWT library) {}

    record UsesTypesafe(Config library) {}

    record UsesPicocli(CommandLine library) {}

    record SeesThePipeline(Pipeline engine) {}

    record Encodes(AlertFiredEncoder encoder) {}

    record Decodes(AlertFiredDecoder decoder) {}

    record ReadsDefinitions(AlertRequests requests) {}

    static final class ReadsTheEnvironment {
        private ReadsTheEnvironment() {}

        static String home() {
            return System.getenv("HOME");
        }
    }

    /** Back and forth. */
    public record Cycle(BrokenEdge.Cycle other) {}
}
