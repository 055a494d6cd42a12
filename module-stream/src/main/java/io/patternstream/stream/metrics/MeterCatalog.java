/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.metrics;

import java.util.List;
import java.util.Locale;

/**
 * Every meter of the service's own, once. Names are those of a Prometheus scrape, in base units; label values come from closed or
 * bounded sets. {@code docs/metrics.md} is made from this catalogue.
 */
public enum MeterCatalog {
    /** Records read. */
    RECORDS_CONSUMED("records_consumed_total", Kind.COUNTER, "Records read", "topic"),
    /** Bytes read. */
    BYTES_CONSUMED("bytes_consumed_total", Kind.COUNTER, "Bytes of the records read", "topic"),
    /** Heatmaps published. */
    RECORDS_PUBLISHED("records_published_total", Kind.COUNTER, "Heatmaps that the broker acknowledged", "topic"),
    /** Records without a heatmap. */
    RECORDS_FAILED("records_failed_total", Kind.COUNTER, "Records that ended without a heatmap", "model", "error_type"),
    /** Further attempts. */
    RECORDS_RETRIED("records_retried_total", Kind.COUNTER, "Further attempts at a record", "error_type"),
    /** Dead letters. */
    DEAD_LETTERS("dead_letters_total", Kind.COUNTER, "Dead letters that the broker acknowledged", "error_type"),
    /** Dead letters that could not be written. */
    DEAD_LETTER_FAILURES(
            "dead_letter_failures_total", Kind.COUNTER, "Attempts to write a dead letter that failed", "error_type"),
    /** Way of a record. */
    END_TO_END(
            "end_to_end_seconds",
            Kind.HISTOGRAM,
            "From the input record's timestamp to the broker's acknowledgement of the heatmap",
            "model",
            "method"),
    /** Stages of that way. */
    STAGE(
            "stage_seconds",
            Kind.HISTOGRAM,
            "Time in one stage of the way, none of which overlap: decode, preprocess, batch_wait, explain, encode, publish",
            "stage"),
    /** Sizes of micro-batches. */
    BATCH_SIZE("batch_size", Kind.HISTOGRAM, "Images in a micro-batch"),
    /** Micro-batches. */
    BATCH_FLUSHES("batch_flushes_total", Kind.COUNTER, "Micro-batches, by why they went to a worker", "reason"),
    /** Split batches. */
    BATCH_BISECTIONS("batch_bisections_total", Kind.COUNTER, "Batches that were split because they failed as a whole"),
    /** Commits. */
    COMMITS("commits_total", Kind.COUNTER, "Commits of offsets", "outcome"),
    /** Length of commits. */
    COMMIT_DURATION("commit_duration_seconds", Kind.HISTOGRAM, "Time that a commit of offsets took", "outcome"),
    /** Rebalances. */
    REBALANCES("rebalances_total", Kind.COUNTER, "Times that partitions of the image topic came or went", "kind"),
    /** Length of rebalances. */
    REBALANCE_DURATION(
            "rebalance_duration_seconds",
            Kind.HISTOGRAM,
            "Time that this process took for that; for revoked ones, also to finish their records",
            "kind"),
    /** Lag. */
    COMMITTED_LAG(
            "committed_lag_records",
            Kind.GAUGE,
            "End offset less committed offset: an upper bound",
            "topic",
            "partition"),
    /** Records in flight. */
    IN_FLIGHT_RECORDS("inflight_records", Kind.GAUGE, "Records received and not yet done"),
    /** Bytes in flight. */
    IN_FLIGHT_BYTES(
            "inflight_bytes",
            Kind.GAUGE,
            "Bytes that the records received and not yet done hold: their own, inputs and heatmaps"),
    /** Time in flight. */
    OLDEST_IN_FLIGHT(
            "oldest_inflight_age_seconds",
            Kind.GAUGE,
            "Time since the record came that has been in flight for the longest time; 0 without one"),
    /** Lag as time. */
    LAG("lag_seconds", Kind.GAUGE, "Age of the oldest record in flight, by its timestamp; 0 without one"),
    /** Records in micro-batches. */
    QUEUE_RECORDS("queue_records", Kind.GAUGE, "Records that wait in micro-batches"),
    /** Records that wait for a retry. */
    WAITING_RECORDS("waiting_records", Kind.GAUGE, "Records that wait for a retry, for example for the first patterns"),
    /** State of the breaker. */
    ENGINE_BROKEN(
            "engine_broken",
            Kind.GAUGE,
            "1 while the engine fails on images that it should explain, and none are read"),
    /** Workers. */
    WORKERS("workers", Kind.GAUGE, "Engine workers"),
    /** Workers at work. */
    WORKERS_BUSY("workers_busy", Kind.GAUGE, "Engine workers that are at work"),
    /** Its name says it. */
    ENGINE_NATIVE("engine_native_memory_bytes", Kind.GAUGE, "Native memory that the backend holds"),
    /** Assigned partitions. */
    PARTITIONS_ASSIGNED("partitions_assigned", Kind.GAUGE, "Partitions of the image topic that this process has"),
    /** Paused partitions. */
    PARTITIONS_PAUSED("partitions_paused", Kind.GAUGE, "Those of them that are paused as too much is in flight"),
    /** Heartbeat of a consumer. */
    POLL_AGE("poll_age_seconds", Kind.GAUGE, "Time since a consumer's poll loop last turned", "consumer"),
    /** Training images. */
    TRAINING_IMAGES(
            "training_images_total", Kind.COUNTER, "Training images folded into the statistics by this process"),
    /** Extent of the statistics. */
    FOLDED_IMAGES(
            "patterns_folded_images", Kind.GAUGE, "Training images in the statistics of this process's partitions"),
    /** Restarts of training partitions. */
    TRAINING_STATE_LOADS(
            "training_state_loads_total",
            Kind.COUNTER,
            "Training partitions that were assigned, by how their state was found",
            "outcome"),
    /** Stored states. */
    TRAINING_STATE_SAVES(
            "training_state_saves_total", Kind.COUNTER, "Attempts to save a training partition's state", "outcome"),
    /** Partitions that wait for a person. */
    TRAINING_STOPPED(
            "training_partitions_stopped", Kind.GAUGE, "Assigned training partitions that are not folded any further"),
    /** The model. */
    MODEL_INFO("model_info", Kind.GAUGE, "Always 1; names the model and its hash", "model", "version"),
    /** Changes of the model. */
    MODEL_LOADS(
            "model_loads_total",
            Kind.COUNTER,
            "Versions of the model that were put into service while it ran, or refused",
            "model",
            "outcome"),
    /** Length of such a change. */
    MODEL_LOAD(
            "model_load_seconds",
            Kind.GAUGE,
            "Time that the last change of the model took: loading, preparing, trying, taking over",
            "model"),
    /** The active patterns. */
    PATTERNS_INFO("patterns_info", Kind.GAUGE, "Always 1; names the active pattern snapshot", "model", "version"),
    /** Age of the active patterns. */
    PATTERNS_AGE(
            "patterns_age_seconds",
            Kind.GAUGE,
            "Age of the newest image in the active snapshot; no sample without one",
            "model"),
    /** Images behind the active patterns. */
    PATTERNS_SAMPLES("patterns_samples", Kind.GAUGE, "Images that the active snapshot was learned from", "model"),
    /** How far patterns move. */
    PATTERNS_DRIFT(
            "patterns_drift_ratio",
            Kind.GAUGE,
            "Cosine distance between the newest patterns and those active when they were made, 0 to 2; where they are made",
            "model",
            "layer"),
    /** How good patterns are. */
    PATTERNS_QUALITY(
            "patterns_signal_quality_ratio",
            Kind.GAUGE,
            "rho(S_a) on the newest training images of the patterns active then, and of new ones that had not seen them",
            "model",
            "layer",
            "patterns"),
    /** New snapshots. */
    PATTERN_SNAPSHOTS(
            "pattern_snapshots_total",
            Kind.COUNTER,
            "Snapshots that were made by this process: published, or refused by the gate and why",
            "model",
            "outcome",
            "reason"),
    /** Swaps. */
    PATTERN_SWAPS("pattern_swaps_total", Kind.COUNTER, "Snapshots that were activated or refused", "model", "outcome"),
    /** Dashboards. */
    WS_CLIENTS("ws_clients", Kind.GAUGE, "Connected dashboards"),
    /** Frames. */
    WS_FRAMES_SENT("ws_frames_sent_total", Kind.COUNTER, "Frames sent to dashboards"),
    /** Lost frames. */
    WS_FRAMES_DROPPED("ws_frames_dropped_total", Kind.COUNTER, "Frames that slow dashboards lost");

    /** What every name begins with. */
    public static final String PREFIX = "patternstream_";

    private final String scrapeName;
    private final Kind kind;
    private final String help;
    private final String labels;

    MeterCatalog(String name, Kind kind, String help, String... labels) {
        this.scrapeName = PREFIX + name;
        this.kind = kind;
        this.help = help;
        this.labels = String.join(",", labels);
    }

    /** {@return the name in a scrape; histograms add {@code _bucket}, {@code _sum} and {@code _count}} */
    public String scrapeName() {
        return scrapeName;
    }

    /** {@return what it is} */
    public Kind kind() {
        return kind;
    }

    /** {@return one line for people} */
    public String help() {
        return help;
    }

    /** {@return names of its labels} */
    public List<String> labels() {
        return labels.isEmpty() ? List.of() : List.of(labels.split(",", -1));
    }

    /** {@return the base unit, as the name says it} */
    public String unit() {
        if (scrapeName.endsWith("_seconds")) {
            return "seconds";
        }
        return scrapeName.contains("_bytes") ? "bytes" : "";
    }

    /** {@return the name for the registry, which adds the endings of counters and timers and writes dots as underscores} */
    String registryName() {
        String ending =
                switch (kind) {
                    case COUNTER -> "_total$";
                    case HISTOGRAM -> "_seconds$";
                    case GAUGE -> "$";
                };
        return scrapeName.replaceAll(ending, "").replace('_', '.');
    }

    /** Kinds of meters. */
    public enum Kind {
        /** Only goes up; use {@code rate} or {@code increase}. */
        COUNTER,
        /** Goes up and down. */
        GAUGE,
        /** Counts by size; use {@code histogram_quantile}. */
        HISTOGRAM;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
