/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.cli;

import io.patternstream.stream.config.StreamConfig;
import io.patternstream.stream.pipeline.LiveFeed;
import java.util.function.Supplier;

/** Builds and starts the service; implemented by the composition root. */
@FunctionalInterface
public interface ServiceStarter {

    /**
     * Starts the service and returns when it takes in images.
     *
     * @param configuration reads and checks the configuration; also asked later, for what may have changed
     * @param watcher told of each published image, besides the dashboard
     * @return the running service
     * @throws RuntimeException in one line, if it cannot start; nothing keeps running then
     */
    RunningService start(Supplier<StreamConfig> configuration, LiveFeed watcher);
}
