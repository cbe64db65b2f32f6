package dev.seamstress.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Command lines inside a test: what they print, on which stream, and their exit code. */
record Cli(int code, String out, String err) {
    static Cli run(String... args) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int code = Main.run(new PrintWriter(out), new PrintWriter(err), args);
        return new Cli(code, out.toString(), err.toString());
    }

    /** The same with {@code stdin} in place of the process's own. */
    static Cli withStdin(byte[] stdin, String... args) {
        InputStream before = System.in;
        System.setIn(new ByteArrayInputStream(stdin));
        try {
            return run(args);
        } finally {
            System.setIn(before);
        }
    }

    static Cli withStdin(String stdin, String... args) {
        return withStdin(stdin.getBytes(UTF_8), args);
    }

    static String write(Path file, String text) throws IOException {
        return Files.writeString(file, text, UTF_8).toString();
    }

    /** Each line of stdout as a JSON value: maps, lists, strings, numbers, booleans. */
    List<Object> json() throws IOException {
        List<Object> values = new ArrayList<>();
        for (String line : out.lines().toList()) {
            try (JsonParser parser = new JsonFactory().createParser(line)) {
                parser.nextToken();
                values.add(value(parser));
                if (parser.nextToken() != null) {
                    throw new AssertionError("more than one value in " + line);
                }
            }
        }
        return values;
    }

    @SuppressWarnings("unchecked")
    Map<String, Object> onlyObject() throws IOException {
        List<Object> values = json();
        if (values.size() != 1) {
            throw new AssertionError(values.size() + " lines in " + out);
        }
        return (Map<String, Object>) values.get(0);
    }

    private static Object value(JsonParser parser) throws IOException {
        switch (parser.currentToken()) {
            case START_OBJECT -> {
                Map<String, Object> object = new TreeMap<>();
                while (parser.nextToken() != JsonToken.END_OBJECT) {
                    String name = parser.currentName();
                    parser.nextToken();
                    object.put(name, value(parser));
                }
                return object;
            }
            case START_ARRAY -> {
                List<Object> array = new ArrayList<>();
                while (parser.nextToken() != JsonToken.END_ARRAY) {
                    array.add(value(parser));
                }
                return array;
            }
            case VALUE_TRUE, VALUE_FALSE -> {
                return parser.getBooleanValue();
            }
            case VALUE_NUMBER_INT -> {
                return parser.getLongValue();
            }
            default -> {
                return parser.getText();
            }
        }
    }
}
