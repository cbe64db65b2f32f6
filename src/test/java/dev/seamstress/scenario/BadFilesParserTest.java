package dev.seamstress.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Goal: a file that is no scenario gets one clear message. Method: each kind of such file, and its rendered text. */
class BadFilesParserTest {
    @TempDir
    Path folder;

    private static String problems(byte[] bytes) {
        return ScenarioReader.read("t.tdx", bytes, TestNames.COMPLETE)
                .problems()
                .render();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void emptyFile() {
        assertThat(problems(new byte[0])).isEqualTo("""
            t.tdx:1:1: error: there is no scenario here

            ^
            hint: a scenario starts with `TDX name`
            1 error
            """);
    }

    @Test
    void commentsOnly() {
        assertThat(problems(bytes("\n// nothing\n"))).startsWith("t.tdx:3:1: error: there is no scenario here\n");
    }

    @Test
    void someOtherText() {
        assertThat(problems(bytes("#include <linux/kvm.h>\n$%&\n"))).isEqualTo("""
            t.tdx:1:1: error: this is no scenario: expected `TDX`
            #include <linux/kvm.h>
            ^
            hint: a scenario starts with `TDX name`
            1 error
            """);
    }

    @Test
    void nulCharacter() {
        assertThat(problems(bytes("TDX t\n\0"))).isEqualTo("""
            t.tdx:2:1: error: this is not text: it holds a NUL character

            ^
            1 error
            """);
    }

    @Test
    void invalidUtf8() {
        byte[] bytes = bytes("TDX t // ??\n");
        bytes[10] = (byte) 0xc3;
        assertThat(problems(bytes)).isEqualTo("""
            t.tdx:1:11: error: this is not UTF-8 text: byte 0xc3
            TDX t // ?
                      ^
            1 error
            """);
    }

    @Test
    void truncatedUtf8() {
        byte[] bytes = bytes("TDX t // é");
        byte[] cut = java.util.Arrays.copyOf(bytes, bytes.length - 1);
        assertThat(problems(cut)).startsWith("t.tdx:1:10: error: this is not UTF-8 text");
    }

    @Test
    void missingFileAndDirectory() {
        Path missing = folder.resolve("no.tdx");
        assertThat(ScenarioReader.read(missing, TestNames.COMPLETE).problems().render())
                .isEqualTo(missing + ": error: no such file\n1 error\n");
        assertThat(ScenarioReader.read(folder, TestNames.COMPLETE).problems().render())
                .isEqualTo(folder + ": error: this is a directory\nhint: name a scenario file in it\n1 error\n");
    }

    @Test
    void hugeFile() throws IOException {
        Path file = folder.resolve("huge.tdx");
        byte[] chunk = new byte[1 << 20];
        java.util.Arrays.fill(chunk, (byte) 'a');
        try (OutputStream out = Files.newOutputStream(file)) {
            for (int i = 0; i < 60; i++) {
                out.write(chunk);
            }
        }
        assertThat(ScenarioReader.read(file, TestNames.COMPLETE).problems().render())
                .isEqualTo(file + ": error: the file is larger than 256 KiB\n"
                        + "hint: a scenario has at most 256 KiB\n1 error\n");
    }

    @Test
    void exactly256KiBIsRead() {
        String head = "TDX t\n{ }\n P0 ;\n//";
        String text = head + "x".repeat(256 * 1024 - head.length());
        assertThat(problems(bytes(text))).isEqualTo("0 errors\n");
        assertThat(problems(bytes(text + "x"))).contains("larger than 256 KiB");
    }

    @Test
    void longLinesAreShownAroundTheCaret() {
        String text = "TDX t { } P0 ; " + "load ; ".repeat(100) + "frobnicate ; " + "load ; ".repeat(100);
        String[] lines = problems(bytes(text)).split("\n");
        assertThat(lines[1]).hasSizeLessThan(210).startsWith("…").endsWith("…");
        assertThat(lines[1].substring(lines[2].indexOf('^'), lines[2].length())).isEqualTo("frobnicate");
    }

    @Test
    void crlfTabsAndByteOrderMark() {
        String text = "\ufeffTDX t\r\n{ }\r\n\tP0 ;\r\n\tfrobnicate ;\r\n";
        assertThat(problems(bytes(text)).lines().limit(3))
                .containsExactly("t.tdx:4:2: error: no operation `frobnicate`", " frobnicate ;", " ^^^^^^^^^^");
    }

    @Test
    void controlCharactersDoNotReachTheTerminal() {
        String text = "TDX t\n{ }\n P0 ;\n load \u001b[2J ;\n";
        assertThat(problems(bytes(text))).doesNotContain("\u001b").contains("unexpected character U+001B");
    }
}
