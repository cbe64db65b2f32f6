package dev.seamstress.trace.html;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * The tab of a Chromium that the tests of one class share, and a directory for their pages. It is there before the
 * first of them; what it complains of fails the test that it is in.
 *
 * <p>Shape: whatever acts on a page comes back when its effect is drawn.
 *
 * <p>Source: chromedevtools.github.io/devtools-protocol: Runtime, Input, Emulation, Performance.
 */
public final class BrowserTab implements BeforeAllCallback, AfterEachCallback, AfterAllCallback {
    private static final int FRAMES_MAX = 600;
    private static final int WIDTH = 1280;
    private static final int HEIGHT = 800;

    private Path directory;
    private Chromium chromium;

    @Override
    public void beforeAll(ExtensionContext context) throws IOException {
        Optional<Path> program = Chromium.find();
        assumeTrue(program.isPresent(), "no Chromium on the path; `apt-get install chromium` brings one");
        directory = Files.createTempDirectory("browser");
        chromium = Chromium.start(program.get(), directory.resolve("profile"));
    }

    @Override
    public void afterEach(ExtensionContext context) {
        assertThat(chromium.complaints()).isEmpty();
    }

    @Override
    public void afterAll(ExtensionContext context) throws IOException {
        if (chromium == null) {
            return;
        }
        chromium.close();
        try (Stream<Path> all = Files.walk(directory)) {
            for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(each);
            }
        }
    }

    /** The file of this name in the directory of these tests. */
    public Path file(String name) {
        return directory.resolve(name);
    }

    /** Calls a method of the protocol; names and values of its parameters follow each other. */
    public Map<String, String> call(String method, Object... parameters) throws IOException {
        return chromium.call(method, parameters);
    }

    /** What page or browser have complained of since the file was opened. */
    public List<String> complaints() {
        return chromium.complaints();
    }

    /** Opens a page in a window of the usual size. */
    public void open(Path page, String fragment) throws IOException {
        open(page, fragment, WIDTH, HEIGHT);
    }

    /** Opens a page, at {@code fragment}, in a window of this size. */
    public void open(Path page, String fragment, int width, int height) throws IOException {
        size(width, height);
        chromium.open(page, fragment);
        settle();
    }

    /** Makes the window this large, in CSS pixels. */
    public void size(int width, int height) throws IOException {
        call(
                "Emulation.setDeviceMetricsOverride",
                "width",
                width,
                "height",
                height,
                "deviceScaleFactor",
                1,
                "mobile",
                false);
    }

    /** What a JavaScript expression, or the promise that it is, comes to; as text. */
    public String evaluate(String expression) throws IOException {
        Map<String, String> answer = call(
                "Runtime.evaluate",
                "expression",
                "(async () => String(await (" + expression + ")))()",
                "awaitPromise",
                true);
        String wrong = answer.get("/result/exceptionDetails/exception/description");
        if (wrong != null) {
            throw new IOException(expression + ": " + wrong);
        }
        return answer.get("/result/result/value");
    }

    /** The whole number that an expression comes to. */
    public int number(String expression) throws IOException {
        return Integer.parseInt(evaluate(expression));
    }

    /** The lines of what an expression comes to. */
    public List<String> lines(String expression) throws IOException {
        return new ArrayList<>(evaluate(expression).lines().toList());
    }

    /** The text of the first element that a selector is for. */
    public String text(String selector) throws IOException {
        return evaluate(first(selector) + ".textContent");
    }

    /** The text of every element that a selector is for. */
    public List<String> texts(String selector) throws IOException {
        return lines("[...document.querySelectorAll('" + selector + "')].map(each => each.textContent).join('\\n')");
    }

    /** How many elements a selector is for. */
    public int count(String selector) throws IOException {
        return number("document.querySelectorAll('" + selector + "').length");
    }

    /** Where in the page its address says that it is. */
    public String fragment() throws IOException {
        return evaluate("location.hash");
    }

    /** Does something in the page: an expression that has an effect. */
    public void act(String expression) throws IOException {
        evaluate(expression);
        settle();
    }

    /** Clicks on the first element that a selector is for, wherever it stands. */
    public void click(String selector) throws IOException {
        act(first(selector) + ".click()");
    }

    /** Presses a key and lets it go. */
    public void press(String key) throws IOException {
        String text = key.length() == 1 ? key : key.equals("Enter") ? "\r" : "";
        call("Input.dispatchKeyEvent", "type", "keyDown", "key", key, "text", text);
        call("Input.dispatchKeyEvent", "type", "keyUp", "key", key);
        settle();
    }

    /** Types into what has the focus. */
    public void type(String text) throws IOException {
        call("Input.insertText", "text", text);
        settle();
    }

    /** Waits until what was asked for is drawn: the first frame may be one that was begun before. */
    private void settle() throws IOException {
        evaluate("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))");
    }

    /** Waits, frame after frame, until an expression is true. */
    public void until(String expression) throws IOException {
        assertThat(evaluate("new Promise(done => { let frames = 0; const look = () => {"
                        + "const is = Boolean(" + expression + ");"
                        + "if (is || ++frames > " + FRAMES_MAX + ") { done(is); } else { requestAnimationFrame(look); }"
                        + "}; look(); })"))
                .as("within %d frames: %s", FRAMES_MAX, expression)
                .isEqualTo("true");
    }

    /**
     * What a frame costs in which {@code act}, a function of the frame's number, is done: milliseconds of the page's
     * main thread, which do not ask who else is on the machine. The mean of 60 frames, in the first of three rounds
     * that takes no more than {@code enough}, or else in the best.
     */
    public double frameMs(String act, double enough) throws IOException {
        call("Performance.enable", "timeDomain", "threadTicks");
        double best = Double.MAX_VALUE;
        for (int round = 0; round < 3 && best > enough; round++) {
            double before = cpuSeconds();
            evaluate("new Promise(done => { const act = " + act + "; let frames = 0; const next = () => {"
                    + "if (frames++ < 60) { act(frames); requestAnimationFrame(next); } else { done(); } };"
                    + "requestAnimationFrame(next); })");
            best = Math.min(best, (cpuSeconds() - before) * 1000 / 60);
        }
        return best;
    }

    private double cpuSeconds() throws IOException {
        Map<String, String> metrics = call("Performance.getMetrics");
        for (int i = 0; metrics.containsKey("/result/metrics/" + i + "/name"); i++) {
            if (metrics.get("/result/metrics/" + i + "/name").equals("TaskDuration")) {
                return Double.parseDouble(metrics.get("/result/metrics/" + i + "/value"));
            }
        }
        throw new IOException("the browser does not say how long its tasks take");
    }

    private static String first(String selector) {
        return "document.querySelector('" + selector + "')";
    }
}
