/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.patternstream.api.explain.StartValue;
import io.patternstream.api.pattern.PatternSnapshot;
import io.patternstream.api.pattern.SnapshotId;
import io.patternstream.api.pattern.SnapshotOrigin;
import io.patternstream.api.tensor.Shape;
import io.patternstream.api.tensor.Tensor;
import io.patternstream.engine.render.ColourMap;
import io.patternstream.engine.render.HeatmapImage;
import io.patternstream.engine.render.Normalisation;
import io.patternstream.stream.config.HttpConfig;
import io.patternstream.stream.http.ServedModel.ImageFit;
import io.patternstream.stream.metrics.MicrometerViewerMetrics;
import io.patternstream.stream.metrics.StreamTotals;
import io.patternstream.stream.pipeline.ClassScore;
import io.patternstream.stream.pipeline.Heatmap;
import io.patternstream.stream.pipeline.LiveRecord;
import io.patternstream.stream.pipeline.Payload;
import io.patternstream.stream.pipeline.RecordId;
import io.patternstream.stream.training.DriftPoint;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.By;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;

/** The page in a real browser, fed through the real gateway with pictures drawn by the real renderer. */
@ExtendWith(VertxExtension.class)
@Timeout(value = 3, unit = TimeUnit.MINUTES)
final class DashboardBrowserIT {
    private static final int SIDE = 28;
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final AtomicReference<PatternSnapshot> snapshot = new AtomicReference<>(snapshot("snapshot-1"));
    private final AtomicReference<List<DriftPoint>> drift = new AtomicReference<>(List.of());
    private final AtomicLong offset = new AtomicLong();
    private final LiveHub hub = LiveHub.create(System::nanoTime);
    private Vertx vertx;
    private String deployment;
    private int port;
    private ChromeDriver browser;

    @TempDir
    private Path profile;

    @BeforeEach
    void open(Vertx instance) {
        browser = Browser.start(profile);
        vertx = instance;
        deploy(0);
        browser.get("http://127.0.0.1:" + port + "/");
    }

    @AfterEach
    void quit() {
        if (browser != null) {
            browser.quit();
        }
    }

    private void deploy(int onPort) {
        Dashboard dashboard = new Dashboard(
                () -> new ServedModel(
                        "fashion-cnn",
                        "cafecafecafe",
                        ImageFit.WHOLE,
                        List.of(),
                        List.of("patternattribution", "lrp.z", "guided"),
                        List.of("guided")),
                "images",
                () -> Optional.of(snapshot.get()),
                () -> new StreamTotals(4, 1, 2, 2048),
                drift::get,
                heatmap -> png(heatmap.values()),
                MicrometerViewerMetrics.create(new SimpleMeterRegistry()));
        GatewayVerticle gateway =
                GatewayVerticle.create(new HttpConfig("127.0.0.1", onPort), dashboard, hub, InstantSource.system());
        deployment = TestViewer.await(vertx.deployVerticle(gateway));
        port = gateway.port();
    }

    @Test
    void heatmapsArriveAndTheMethodSwitchesLive() {
        // Given: the page waits
        await("Waiting for the first image…", () -> text("empty-title"));
        await("Live", () -> text("connection-text"));
        assertThat(text("model-name")).isEqualTo("fashion-cnn");

        // When
        awaitWhilePublishing("espresso", () -> first(".card .label"));

        // Then: image, verdict, snapshot and two heatmaps in their colours
        assertThat(first(".card .percent")).isEqualTo("87.5 %");
        assertThat(first(".card .snapshot-name")).isEqualTo("snapshot-1");
        assertThat(first(".card .latency")).isEqualTo("explained in 40 ms");
        assertThat(captions()).containsExactly("image", "patternattribution", "lrp.z");
        assertThat(pixel(1)).as("patternattribution speaks for the class").isEqualTo("red");
        assertThat(pixel(2)).as("lrp.z speaks against it").isEqualTo("blue");
        assertThat(browser.findElement(By.id("empty")).isDisplayed()).isFalse();

        // When: another method, by the page's own control
        browser.executeScript("const s = document.getElementById('method-left'); s.value = 'guided';"
                + " s.dispatchEvent(new Event('change'));");
        awaitWhilePublishing("guided · signal", () -> lastCard(".method"));
        assertThat(legend().isDisplayed()).isTrue();

        // Then
        assertThat(browser.executeScript("return document.querySelectorAll('.card').length > 1"))
                .isEqualTo(true);
        assertThat((String) browser.executeScript(
                        PIXEL + "return pixel([...document.querySelectorAll('.card')].at(-1), 1)"))
                .as("guided as it was drawn")
                .isEqualTo("blue");

        // When: no heatmap is left
        browser.executeScript("const s = document.getElementById('method-right'); s.value = 'guided';"
                + " s.dispatchEvent(new Event('change'));");

        // Then: for and against have no meaning
        assertThat(legend().isDisplayed()).isFalse();
        assertNoComplaints();
    }

    @Test
    void figuresFollowTheStreamAndASwapIsVisible() {
        // Given
        awaitWhilePublishing("snapshot-1", () -> text("snapshot-id"));
        await("1", () -> text("dead-letters"));
        await("4", () -> text("in-flight"));
        awaitWhilePublishing("40 ms", () -> text("latency-p50").replaceAll("\\s*ms", " ms"));

        // When
        snapshot.set(snapshot("snapshot-2"));

        // Then
        await("snapshot-2", () -> text("snapshot-id"));
        assertThat(browser.findElement(By.id("patterns")).getDomAttribute("class"))
                .contains("fresh");
        assertThat(browser.findElement(By.id("announcer")).getDomProperty("textContent"))
                .isEqualTo("New patterns are active, learned from 2,048 images.");
        assertNoComplaints();
    }

    @Test
    void driftIsDrawnOnceThereIsSomethingToCompare() {
        // Given
        await("Live", () -> text("connection-text"));
        await("4", () -> text("in-flight"));
        assertThat(browser.findElement(By.id("drift")).isDisplayed()).isFalse();

        // When
        drift.set(List.of(new DriftPoint("s1", 0.01, OptionalDouble.of(0.875), OptionalDouble.of(0.875))));
        await("87.5 %", () -> text("drift-active"));
        drift.set(List.of(new DriftPoint("s2", 0.25, OptionalDouble.of(0.25), OptionalDouble.of(0.5))));

        // Then
        await("25.0 %", () -> text("drift-active"));
        assertThat(text("drift-new")).isEqualTo("50.0 %");
        assertThat(text("drift-distance")).isEqualTo("0.250");
        assertThat(browser.executeScript("const c = document.getElementById('drift-chart');"
                        + " return c.getContext('2d').getImageData(0, 0, c.width, c.height).data.some(v => v > 0)"))
                .isEqualTo(true);

        // When: what the service remembers is there for those who come later
        drift.set(List.of());
        browser.navigate().refresh();

        // Then
        await("4", () -> text("in-flight"));
        assertThat(browser.findElement(By.id("drift")).isDisplayed()).isFalse();
        assertNoComplaints();
    }

    @Test
    void pausedPageStandsStillAndResumes() {
        // Given
        awaitWhilePublishing("espresso", () -> first(".card .label"));
        browser.findElement(By.id("pause")).click();
        await("Paused", () -> text("connection-text"));
        long cards = cards();

        // When: the stream goes on; the next figures tell that its records have reached the page's connection
        String rate = text("rate");
        for (int i = 0; i < 100; i++) {
            publish();
        }
        awaitThat(() -> text("rate"), now -> !now.equals(rate), () -> {});

        // Then
        assertThat(cards()).isEqualTo(cards);
        browser.findElement(By.id("pause")).click();
        await("Live", () -> text("connection-text"));
        awaitThat(this::cards, now -> now > cards, this::publish);
    }

    @Test
    void pageComesBackAfterTheServiceWasAway() {
        // Given
        await("Live", () -> text("connection-text"));
        await("4", () -> text("in-flight"));

        // When
        TestViewer.await(vertx.undeploy(deployment));
        await("Connection lost, trying again", () -> text("connection-text"));
        assertThat(List.of(text("rate"), text("in-flight"), text("latency-p50"), text("latency-p95")))
                .containsOnly("–");
        deploy(port);

        // Then
        await("Live", () -> text("connection-text"));
        awaitWhilePublishing("espresso", () -> first(".card .label"));
        await("4", () -> text("in-flight"));
    }

    private WebElement legend() {
        return browser.findElement(By.id("legend"));
    }

    /** Says "red" or "blue" for the pixel in the middle of a card's panel, as the canvas shows it. */
    private static final String PIXEL =
            """
            const pixel = (card, panel) => {
              const canvas = card.querySelectorAll('canvas')[panel];
              const [r, , b] = canvas.getContext('2d').getImageData(canvas.width / 2, canvas.height / 2, 1, 1).data;
              return r > b ? 'red' : 'blue';
            };
            """;

    private String pixel(int panel) {
        return (String)
                browser.executeScript(PIXEL + "return pixel(document.querySelector('.card'), arguments[0])", panel);
    }

    private List<String> captions() {
        return browser.findElement(By.cssSelector(".card")).findElements(By.tagName("figcaption")).stream()
                .map(caption -> caption.getText())
                .toList();
    }

    private String text(String id) {
        return browser.findElement(By.id(id)).getText();
    }

    private String first(String selector) {
        return browser.findElements(By.cssSelector(selector)).stream()
                .findFirst()
                .map(element -> element.getText())
                .orElse("");
    }

    private String lastCard(String selector) {
        return first(".card:last-child " + selector);
    }

    private long cards() {
        return browser.findElements(By.cssSelector(".card")).size();
    }

    /** Violations of the policy and errors of scripts; that the service was away for a moment is none. */
    private void assertNoComplaints() {
        assertThat(browser.manage().logs().get(LogType.BROWSER).getAll())
                .extracting(LogEntry::getMessage)
                .isEmpty();
    }

    private static void await(String expected, Supplier<String> actual) {
        awaitThat(actual, expected::equals, () -> {});
    }

    private void awaitWhilePublishing(String expected, Supplier<String> actual) {
        awaitThat(actual, expected::equals, this::publish);
    }

    /** Looks again and again; Selenium's own waiting is in a library of its own. */
    private static <T> void awaitThat(Supplier<T> actual, Predicate<T> condition, Runnable meanwhile) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        T last = actual.get();
        while (!condition.test(last) && System.nanoTime() < deadline) {
            meanwhile.run();
            LockSupport.parkNanos(50_000_000L);
            last = actual.get();
        }
        assertThat(last).matches(condition, "what was awaited");
    }

    private void publish() {
        List<Heatmap> heatmaps = List.of(
                heatmap("patternattribution", 1, Optional.of(snapshot.get().origin())),
                heatmap("lrp.z", -1, Optional.empty()),
                heatmap("guided", -1, Optional.empty()));
        hub.published(new LiveRecord(
                new RecordId("images", 0, offset.getAndIncrement()),
                Payload.wrap(png(constant(1))),
                Optional.empty(),
                new ClassScore(0, "espresso", 9, 0.875),
                heatmaps,
                Duration.ofMillis(40)));
    }

    private static byte[] png(Tensor values) {
        return new HeatmapImage(ColourMap.BLUE_RED, Normalisation.maxAbs())
                .draw(values)
                .png();
    }

    private static Heatmap heatmap(String method, float value, Optional<SnapshotOrigin> origin) {
        return new Heatmap(method, constant(value), StartValue.LOGIT, origin, TestRecords.report(value));
    }

    private static Tensor constant(float value) {
        float[] values = new float[SIDE * SIDE];
        Arrays.fill(values, value);
        return Tensor.wrap(Shape.of(1, SIDE, SIDE), values);
    }

    private static PatternSnapshot snapshot(String id) {
        return new PatternSnapshot(
                new SnapshotId(id),
                new PatternSnapshot.Provenance("cafe", List.of("relu"), 2048, Map.of(), Instant.now()),
                List.of());
    }
}
