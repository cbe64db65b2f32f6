package dev.seamstress.scenario.parse;

import dev.seamstress.scenario.ast.At;
import dev.seamstress.scenario.problem.Problem;
import dev.seamstress.scenario.problem.Source;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Locale;

/** Reads a scenario's text, at most as much as one may hold, and refuses what is no text. */
public final class SourceReader {
    /** The largest file, in bytes. */
    public static final int FILE_BYTES_MAX = 256 * 1024;

    private SourceReader() {}

    /**
     * The text of a file, or what is wrong with it.
     *
     * <p>Shape: {@code problem} is null if the text is good. {@code source} is then never null; with a problem it may
     * still hold the text up to the fault.
     */
    public record Read(Source source, Problem problem) {
        private static Read bad(String message, String hint) {
            return new Read(null, Problem.error(At.NONE, message, hint));
        }
    }

    /** Opens what is to be read, such as a file. */
    public interface Opener {
        InputStream open() throws IOException;
    }

    /** How large a file may be, and what is then said of it. */
    public record Bound(int bytes, String size, String what) {
        /** That of a scenario. */
        public static final Bound OF_A_SCENARIO = new Bound(FILE_BYTES_MAX, "256 KiB", "a scenario");
    }

    /** Reads {@code file}. Errors: in the result, never thrown; no more than 256 KiB and one byte are read. */
    public static Read read(Path file) {
        return read(file, Bound.OF_A_SCENARIO);
    }

    /** Reads {@code file} up to another bound. Errors: in the result, never thrown. */
    public static Read read(Path file, Bound bound) {
        if (Files.isDirectory(file)) {
            return Read.bad("this is a directory", "name a scenario file in it");
        }
        return read(() -> Files.newInputStream(file), bound);
    }

    /** Reads what {@code input} opens. Errors: in the result, never thrown. */
    public static Read read(Opener input, Bound bound) {
        try (InputStream in = input.open()) {
            return decode(in.readNBytes(bound.bytes() + 1), bound);
        } catch (NoSuchFileException e) {
            return Read.bad("no such file", null);
        } catch (IOException e) {
            // A message of the platform's own classes is but the file's name.
            return Read.bad("the file cannot be read", e.getClass() == IOException.class ? e.getMessage() : null);
        }
    }

    /** Decodes the bytes of a file. Errors: in the result. */
    public static Read decode(byte[] bytes) {
        return decode(bytes, Bound.OF_A_SCENARIO);
    }

    private static Read decode(byte[] bytes, Bound bound) {
        if (bytes.length > bound.bytes()) {
            return Read.bad("the file is larger than " + bound.size(), bound.what() + " has at most " + bound.size());
        }
        CharsetDecoder decoder = StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
        ByteBuffer in = ByteBuffer.wrap(bytes);
        CharBuffer out = CharBuffer.allocate(bytes.length + 1);
        CoderResult result = decoder.decode(in, out, true);
        String text = out.flip().toString();
        if (result.isError()) {
            String message =
                    String.format(Locale.ROOT, "this is not UTF-8 text: byte 0x%02x", bytes[in.position()] & 0xff);
            return new Read(new Source(text), Problem.error(end(text), message));
        }
        int nul = text.indexOf('\0');
        if (nul >= 0) {
            String before = text.substring(0, nul);
            return new Read(
                    new Source(before), Problem.error(end(before), "this is not text: it holds a NUL character"));
        }
        // A byte-order mark is an editor's habit, no part of the text.
        return new Read(new Source(text.startsWith("\ufeff") ? text.substring(1) : text), null);
    }

    /** The place just behind {@code text}. */
    private static At end(String text) {
        int line = 1 + (int) text.chars().filter(c -> c == '\n').count();
        String last = text.substring(text.lastIndexOf('\n') + 1);
        return At.of(line, last.codePointCount(0, last.length()) + 1, 1);
    }
}
