package dev.seamstress.trace.html;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A headless Chromium with one tab, driven over the DevTools protocol.
 *
 * <p>Shape: an answer is a map from JSON pointers, such as {@code /result/result/value}, to texts.
 *
 * <p>Source: chromedevtools.github.io/devtools-protocol: Target, Page, Runtime, Log.
 */
final class Chromium implements AutoCloseable {
    private static final List<String> NAMES =
            List.of("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome");
    private static final Pattern LISTENING = Pattern.compile("DevTools listening on (ws://\\S+)");
    private static final int SECONDS_MAX = 30;
    private static final JsonFactory JSON = new JsonFactory();

    private final Process process;
    private final WebSocket socket;
    private final Map<String, CompletableFuture<Map<String, String>>> answers = new ConcurrentHashMap<>();
    private final List<String> complaints = new CopyOnWriteArrayList<>();
    private volatile CompletableFuture<Void> loaded = new CompletableFuture<>();
    private String session = "";
    private int nextId = 1;

    private Chromium(Process process, String address) {
        this.process = process;
        this.socket = HttpClient.newHttpClient()
                .newWebSocketBuilder()
                .buildAsync(URI.create(address), new Listener())
                .join();
    }

    /** The browser's program, if there is one on the path. */
    static Optional<Path> find() {
        return Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
                .flatMap(directory -> NAMES.stream().map(name -> Path.of(directory, name)))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /** Starts the browser with an empty profile in {@code profile}. */
    static Chromium start(Path program, Path profile) throws IOException {
        Process process = new ProcessBuilder(
                        program.toString(),
                        "--headless",
                        "--no-sandbox",
                        "--disable-gpu",
                        "--no-first-run",
                        "--disable-background-networking",
                        "--disable-component-update",
                        "--disable-sync",
                        "--user-data-dir=" + profile,
                        "--remote-debugging-port=0")
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        BufferedReader told = new BufferedReader(new InputStreamReader(process.getErrorStream(), UTF_8));
        StringBuilder all = new StringBuilder();
        for (String line = told.readLine(); line != null; line = told.readLine()) {
            Matcher listening = LISTENING.matcher(line);
            if (listening.find()) {
                drain(told);
                Chromium chromium = new Chromium(process, listening.group(1));
                chromium.attach();
                return chromium;
            }
            all.append(line).append('\n');
        }
        throw new IOException("Chromium ended: " + all);
    }

    /** Nobody reads what it says later, and it must not wait for somebody who does. */
    private static void drain(BufferedReader told) {
        Thread reader = new Thread(() -> told.lines().forEach(line -> {}), "chromium's stderr");
        reader.setDaemon(true);
        reader.start();
    }

    private void attach() throws IOException {
        String target = call("Target.createTarget", "url", "about:blank").get("/result/targetId");
        session = call("Target.attachToTarget", "targetId", target, "flatten", true)
                .get("/result/sessionId");
        call("Page.enable");
        call("Runtime.enable");
        call("Log.enable");
    }

    /** What comes from the browser. */
    private final class Listener implements WebSocket.Listener {
        private final StringBuilder text = new StringBuilder();

        @Override
        public CompletionStage<?> onText(WebSocket from, CharSequence piece, boolean isLast) {
            text.append(piece);
            if (isLast) {
                heard(flat(text.toString()));
                text.setLength(0);
            }
            from.request(1);
            return null;
        }
    }

    private void heard(Map<String, String> message) {
        String id = message.get("/id");
        if (id != null) {
            answers.remove(id).complete(message);
            return;
        }
        switch (message.getOrDefault("/method", "")) {
            case "Page.loadEventFired" -> loaded.complete(null);
            case "Runtime.exceptionThrown" ->
                complaints.add(message.get("/params/exceptionDetails/text") + " "
                        + message.get("/params/exceptionDetails/exception/description"));
            case "Runtime.consoleAPICalled" -> complaints.add("console: " + message.get("/params/args/0/value"));
            case "Log.entryAdded" -> complaints.add("log: " + message.get("/params/entry/text"));
            default -> {}
        }
    }

    private static Map<String, String> flat(String json) {
        Map<String, String> values = new TreeMap<>();
        try (JsonParser parser = JSON.createParser(json)) {
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                if (token.isScalarValue()) {
                    values.put(parser.getParsingContext().pathAsPointer().toString(), parser.getText());
                }
            }
            return values;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Calls a method of the protocol; names and values of its parameters follow each other. */
    Map<String, String> call(String method, Object... parameters) throws IOException {
        String id = Integer.toString(nextId++);
        StringWriter text = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(text)) {
            json.writeStartObject();
            json.writeNumberField("id", Integer.parseInt(id));
            json.writeStringField("method", method);
            if (!session.isEmpty()) {
                json.writeStringField("sessionId", session);
            }
            json.writeObjectFieldStart("params");
            for (int i = 0; i < parameters.length; i += 2) {
                json.writeFieldName((String) parameters[i]);
                json.writeObject(parameters[i + 1]);
            }
            json.writeEndObject();
            json.writeEndObject();
        }
        CompletableFuture<Map<String, String>> answer = new CompletableFuture<>();
        answers.put(id, answer);
        socket.sendText(text.toString(), true).join();
        Map<String, String> message = await(answer, method);
        if (message.containsKey("/error/message")) {
            throw new IOException(method + ": " + message.get("/error/message"));
        }
        return message;
    }

    private static <T> T await(CompletableFuture<T> future, String what) throws IOException {
        try {
            return future.get(SECONDS_MAX, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw new IOException(what + " takes more than " + SECONDS_MAX + " s", e);
        } catch (InterruptedException | java.util.concurrent.ExecutionException e) {
            throw new IOException(what, e);
        }
    }

    /** Opens a file as a new document, at {@code fragment}, and waits until it is loaded. */
    void open(Path file, String fragment) throws IOException {
        load("about:blank");
        complaints.clear();
        load(file.toUri() + fragment);
    }

    private void load(String address) throws IOException {
        loaded = new CompletableFuture<>();
        call("Page.navigate", "url", address);
        await(loaded, address);
    }

    /** What page or browser have complained of since the file was opened. */
    List<String> complaints() {
        return List.copyOf(complaints);
    }

    @Override
    public void close() {
        try {
            session = "";
            call("Browser.close");
            process.waitFor(SECONDS_MAX, TimeUnit.SECONDS);
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        } finally {
            process.destroyForcibly();
        }
    }
}
