package io.tocsin.gateway.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.tocsin.engine.port.CommandSink;
import io.tocsin.gateway.market.SymbolDirectory;
import java.util.concurrent.CompletableFuture;
import org.agrona.DirectBuffer;
import org.junit.jupiter.api.Test;

class RepliesTest {
    @Test
    void shouldGiveUpWhenNoReplyCameUntilTheEnd() {
        Replies replies = new Replies(Runnable::run);
        Commands commands = new Commands(new SilentSink(CommandSink.Offer.ACCEPTED), replies, new SymbolDirectory());
        CompletableFuture<Outcome<SymbolReply>> outcome =
                commands.registerSymbol("BTCUSD").toCompletableFuture();
        assertThat(outcome).isNotDone();

        replies.close();

        assertThat(outcome).isCompletedWithValue(new Outcome.TimedOut<>());
        assertThat(replies.counters().timedOut()).isEqualTo(1);
    }

    @Test
    void shouldPassBackPressureOn() {
        try (Replies replies = new Replies(Runnable::run)) {
            Commands commands =
                    new Commands(new SilentSink(CommandSink.Offer.BACK_PRESSURED), replies, new SymbolDirectory());
            assertThat(commands.registerSymbol("BTCUSD").toCompletableFuture())
                    .isCompletedWithValue(new Outcome.Busy<>());
            assertThat(replies.counters().busy()).isEqualTo(1);
        }
    }

    private record SilentSink(Offer offer) implements CommandSink {
        @Override
        public Offer offer(DirectBuffer message, int offset, int length) {
            return offer;
        }

        @Override
        public Offer offerAll(DirectBuffer frames, int offset, int count) {
            return offer;
        }
    }
}
