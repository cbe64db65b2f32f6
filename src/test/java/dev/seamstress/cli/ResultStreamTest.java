package dev.seamstress.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.FileDescriptor;
import java.io.IOException;
import java.io.PrintStream;
import org.junit.jupiter.api.Test;

/** Goal: a result that could not be written is noticed. Method: a stream on a file descriptor that is not open. */
class ResultStreamTest {
    @Test
    void aFailureIsRememberedBehindAPrintStream() throws IOException {
        try (ResultStream stream = new ResultStream(new FileDescriptor())) {
            PrintStream print = new PrintStream(stream, true);
            print.println("result");
            assertThat(print.checkError()).isTrue();
            assertThat(stream.failure()).isPresent();
            assertThatThrownBy(() -> stream.write(1)).isInstanceOf(IOException.class);
        }
    }

    @Test
    void nothingWrittenIsNoFailure() throws IOException {
        try (ResultStream stream = new ResultStream(new FileDescriptor())) {
            assertThat(stream.failure()).isEmpty();
        }
    }
}
