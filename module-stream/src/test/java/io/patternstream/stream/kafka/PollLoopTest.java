/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.patternstream.stream.metrics.IgnoredMetrics;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.KafkaException;
import org.junit.jupiter.api.Test;

final class PollLoopTest {
    private final Set<String> threads = ConcurrentHashMap.newKeySet();
    private final AtomicInteger opened = new AtomicInteger();
    private final AtomicInteger closed = new AtomicInteger();
    private final AtomicInteger turns = new AtomicInteger();
    private final CountDownLatch enough = new CountDownLatch(5);

    @Test
    void oneThreadOwnsTheConsumerThroughFailuresToItsEnd() throws Exception {
        // Given a consumer that notes who calls it, and a third turn that fails
        PollLoop loop =
                new PollLoop(new Noting(), new BrokerOutage("b", () -> 0), new IgnoredMetrics(), System::nanoTime);

        // When
        loop.start();
        assertThat(enough.await(30, TimeUnit.SECONDS)).isTrue();
        loop.stop().get(30, TimeUnit.SECONDS);

        // Then
        assertThat(threads).containsExactly("patternstream-noting");
        assertThat(opened).as("it was opened again").hasValue(2);
        assertThat(closed).hasValue(2);
    }

    private final class Noting implements PollLoop.Role {
        @Override
        public String name() {
            return "noting";
        }

        @Override
        @SuppressWarnings("unchecked") // a proxy has no type parameters
        public Consumer<byte[], byte[]> open() {
            opened.incrementAndGet();
            MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("earliest");
            return (Consumer<byte[], byte[]>) Proxy.newProxyInstance(
                    getClass().getClassLoader(), new Class<?>[] {Consumer.class}, (proxy, method, arguments) -> {
                        note();
                        try {
                            return method.invoke(consumer, arguments);
                        } catch (InvocationTargetException e) {
                            throw e.getCause();
                        }
                    });
        }

        @Override
        public void turn(Consumer<byte[], byte[]> consumer) {
            consumer.poll(Duration.ofMillis(1));
            enough.countDown();
            if (turns.incrementAndGet() == 3) {
                throw new KafkaException("it fails");
            }
        }

        @Override
        public void closing(Consumer<byte[], byte[]> consumer) {
            consumer.commitSync();
        }

        @Override
        public void closed() {
            note();
            closed.incrementAndGet();
        }

        private void note() {
            threads.add(Thread.currentThread().getName());
        }
    }
}
