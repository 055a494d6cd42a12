/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.tests.launch;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The commands of docs/pictures.md make its picture. */
@Timeout(180)
final class PicturesIT {
    private static final Path DOCS = Path.of("..", "docs").toAbsolutePath().normalize();
    private static final Pattern COMMAND = Pattern.compile("(?m)^bin/patternstream (.+)$");
    private static final Pattern OPTION = Pattern.compile("--[a-z][a-z-]+");
    /** Of 255: attributions that differ in their last bits between processors can be rounded to the next colour. */
    private static final int ROUNDING = 2;

    @TempDir
    private Path temp;

    @TempDir
    private Path work;

    @Test
    void theCommandsMakeThePictureThatIsShown() throws Exception {
        // Given
        String page = Files.readString(DOCS.resolve("pictures.md"));
        Files.createSymbolicLink(work.resolve("demo"), DOCS.resolveSibling("demo"));
        // When
        for (String command :
                COMMAND.matcher(page).results().map(found -> found.group(1)).toList()) {
            Launcher.Run run = Launcher.ofDistribution(temp).in(work).run(command.split(" "));
            assertThat(run.status()).as("%s: %s", command, run.err()).isZero();
        }
        // Then
        BufferedImage shown = ImageIO.read(DOCS.resolve("images/methods.png").toFile());
        BufferedImage made = ImageIO.read(work.resolve("methods.png").toFile());
        assertThat(List.of(made.getWidth(), made.getHeight())).containsExactly(shown.getWidth(), shown.getHeight());
        for (int y = 0; y < made.getHeight(); y++) {
            for (int x = 0; x < made.getWidth(); x++) {
                assertThat(difference(shown.getRGB(x, y), made.getRGB(x, y)))
                        .as("at %d, %d", x, y)
                        .isLessThanOrEqualTo(ROUNDING);
            }
        }
        assertThat(work.resolve("overlay.png")).isNotEmptyFile();
        assertThat(work.resolve("dark.png")).isNotEmptyFile();
    }

    @Test
    void everyOptionOfThePageIsInTheHelp() throws Exception {
        // Given
        String page = Files.readString(DOCS.resolve("pictures.md"));
        // When
        Launcher.Run help = Launcher.ofDistribution(temp).in(work).run("explain", "--help");
        // Then
        String text = String.join("\n", help.out()).replace("[no-]", "");
        String computing = "--data";
        OPTION.matcher(page)
                .results()
                .map(found -> found.group().replace("--no-", "--"))
                .filter(option -> !option.equals(computing))
                .forEach(option -> assertThat(text).contains(option));
    }

    private static int difference(int one, int other) {
        int largest = 0;
        for (int shift = 0; shift < 24; shift += 8) {
            largest = Math.max(largest, Math.abs((one >> shift & 0xff) - (other >> shift & 0xff)));
        }
        return largest;
    }
}
