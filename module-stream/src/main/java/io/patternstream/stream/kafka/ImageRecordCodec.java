/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.kafka;

import io.patternstream.stream.pipeline.ImageRecord;
import io.patternstream.stream.pipeline.Payload;
import io.patternstream.stream.pipeline.RecordHeader;
import io.patternstream.stream.pipeline.RecordId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/** Turns Kafka's records into the pipeline's. Stateless. */
final class ImageRecordCodec {
    private ImageRecordCodec() {}

    /** Takes a record over without copying its bytes. */
    static ImageRecord decode(ConsumerRecord<byte[], byte[]> record) {
        List<RecordHeader> headers = new ArrayList<>();
        for (Header header : record.headers()) {
            headers.add(new RecordHeader(header.key(), payload(header.value())));
        }
        return new ImageRecord(
                new RecordId(record.topic(), record.partition(), record.offset()),
                payload(record.key()),
                payload(record.value()),
                headers,
                Instant.ofEpochMilli(record.timestamp()));
    }

    private static @Nullable Payload payload(byte @Nullable [] bytes) {
        return bytes == null ? null : Payload.wrap(bytes);
    }
}
