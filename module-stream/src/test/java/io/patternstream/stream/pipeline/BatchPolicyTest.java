/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

final class BatchPolicyTest {
    @Test
    void sizesAreThePowersOfTwoAndTheLargest() {
        assertThat(policy(1).sizes()).containsExactly(1);
        assertThat(policy(12).sizes()).containsExactly(1, 2, 4, 8, 12);
        assertThat(policy(16).sizes()).containsExactly(1, 2, 4, 8, 16);
    }

    @Test
    void aBatchHasTheLargestOfThoseSizesThatThereAreImagesFor() {
        for (int most = 1; most <= 20; most++) {
            for (int images = 1; images <= 45; images++) {
                // Given
                int there = images;
                List<Integer> sizes = policy(most).sizes();

                // When // Then
                assertThat(policy(most).fitting(images))
                        .as("%d images, batches of at most %d", images, most)
                        .isEqualTo(sizes.stream()
                                .filter(size -> size <= there)
                                .max(Integer::compare)
                                .orElseThrow());
            }
        }
    }

    private static BatchPolicy policy(int size) {
        return new BatchPolicy(size, Duration.ZERO);
    }
}
