package dev.seamstress.cli;

import dev.seamstress.trace.convert.Csv;
import dev.seamstress.trace.convert.Mermaid;
import dev.seamstress.trace.convert.ShiViz;
import dev.seamstress.trace.convert.ShownEntries;
import dev.seamstress.trace.export.Actors;
import dev.seamstress.trace.export.Columns;
import dev.seamstress.trace.export.FtraceLog;
import dev.seamstress.trace.export.Ink;
import dev.seamstress.trace.export.KernelForm;
import dev.seamstress.trace.export.TimelineView;
import dev.seamstress.trace.export.Title;
import dev.seamstress.trace.log.LogEntry;
import dev.seamstress.trace.log.LogFile;
import dev.seamstress.trace.log.LogReader;
import dev.seamstress.trace.log.LogSink;
import dev.seamstress.trace.log.LogWriter;
import java.io.BufferedWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code seamstress convert}: makes another form of an event log. */
@Command(
        name = "convert",
        description = {
            "Make another form of an event log, which 'run --trace' and 'replay --trace' write.",
            "A log that breaks off is read up to the break, which is told."
        },
        mixinStandardHelpOptions = true,
        versionProvider = Version.class)
final class ConvertCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(index = "0", paramLabel = "IN", description = "An event log, gzipped or not.")
    private String in;

    @Parameters(
            index = "1",
            paramLabel = "OUT",
            arity = "0..1",
            description = "Where to write; '-' or nothing is stdout, for forms of text.")
    private String out = "-";

    @Option(
            names = "--to",
            paramLabel = "FORM",
            description = {"${COMPLETION-CANDIDATES};", "if not given, what the end of OUT's name says."})
    private Form to;

    @Option(names = "--force", description = "Replace OUT.")
    private boolean force;

    @Mixin
    private ViewOptions view = new ViewOptions();

    /** What can be made of a log. */
    enum Form {
        perfetto(".pftrace"),
        html(".html"),
        csv(".csv"),
        mermaid(".mmd"),
        shiviz(".shiviz"),
        ftrace(".log"),
        columns(".txt"),
        jsonl(".jsonl");

        private final String suffix;

        Form(String suffix) {
            this.suffix = suffix;
        }

        /** True if steps can be left out of it, and what is left still says what it is to say. */
        boolean isFiltered() {
            return this == columns || this == ftrace || this == csv || this == mermaid;
        }

        static Form of(String file) {
            String plain = file.endsWith(".gz") ? file.substring(0, file.length() - 3) : file;
            for (Form form : values()) {
                if (plain.toLowerCase(Locale.ROOT).endsWith(form.suffix)) {
                    return form;
                }
            }
            return null;
        }
    }

    @Override
    public Integer call() throws IOException {
        boolean isStdout = out.equals("-");
        Form form = to != null ? to : isStdout ? null : Form.of(out);
        if (form == null) {
            throw new ParameterException(
                    spec.commandLine(),
                    isStdout
                            ? "--to says what to make: columns, ftrace, csv, mermaid, shiviz, jsonl"
                            : "what is " + out
                                    + " to be? --to says it, or one of .pftrace .html .csv .mmd .shiviz .log .txt"
                                    + " .jsonl at the end of its name");
        } else if (form == Form.perfetto && isStdout) {
            throw new ParameterException(spec.commandLine(), "a perfetto trace is bytes: give OUT");
        } else if (form == Form.html && isStdout) {
            throw new ParameterException(spec.commandLine(), "a page is for a browser: give OUT");
        }
        view.checkWidth(spec.commandLine());
        if (view.isFilter() && !form.isFiltered()) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--only and --actors are for columns, ftrace, csv and mermaid; " + form + " takes the whole log");
        } else if (view.hasWidth() && form != Form.columns) {
            throw new ParameterException(spec.commandLine(), "--width is for columns");
        }
        String refusal = isStdout ? null : ScheduleFiles.refusal(out, force);
        if (refusal != null) {
            return bad(refusal);
        }
        try {
            return convert(new LogFile(() -> Input.open(in)), form, isStdout);
        } catch (LogReader.Unreadable problem) {
            return bad(in + ":" + problem.line() + ": error: " + problem.getMessage());
        } catch (NoSuchFileException | InvalidPathException problem) {
            return bad(in.replace('\0', '?') + ": error: there is no such file");
        } catch (IOException problem) {
            String message = problem.getMessage();
            return bad(message.contains(": error: ") ? message : in + ": error: it cannot be read: " + message);
        }
    }

    private int bad(String message) {
        spec.commandLine().getErr().println(message);
        return ExitCode.BAD_INPUT.number();
    }

    private int convert(LogFile log, Form form, boolean isStdout) throws IOException {
        if (form == Form.mermaid) {
            return mermaid(log, isStdout);
        }
        if (isStdout) {
            text(log, form, spec.commandLine().getOut());
            spec.commandLine().getOut().flush();
        } else {
            TraceFiles.write(out, force, stream -> write(log, form, stream));
        }
        return ExitCode.AS_EXPECTED.number();
    }

    private void read(LogFile log, LogSink sink) throws IOException {
        warn(log.read(sink));
    }

    private void warn(String breakOff) {
        if (breakOff != null) {
            spec.commandLine().getErr().println(in + ": warning: " + breakOff);
        }
    }

    private void write(LogFile log, Form form, OutputStream stream) throws IOException {
        switch (form) {
            case perfetto -> TraceFiles.perfetto(stream, sink -> read(log, sink));
            case html -> TraceFiles.html(stream, sink -> read(log, sink));
            case jsonl -> TraceFiles.log(out, stream, sink -> read(log, sink));
            default -> {
                Writer writer = new BufferedWriter(new OutputStreamWriter(stream, StandardCharsets.UTF_8));
                text(log, form, writer);
                writer.flush();
            }
        }
    }

    private void text(LogFile log, Form form, Appendable target) throws IOException {
        Actors actors = new Actors(log.head().actors());
        switch (form) {
            case csv -> read(log, new ShownEntries(new Csv(target), view(log).steps()));
            case shiviz -> read(log, new ShiViz(target));
            case ftrace -> {
                warn(log.scan());
                new FtraceLog(actors, log, KernelForm.VMX_6_16, FtraceLog.Messages.SHOWN)
                        .write(log, title(log), view(log), target);
            }
            case columns -> {
                warn(log.scan());
                new Columns(actors, log, Ink.PLAIN).write(log, title(log), view(log), target);
            }
            case jsonl -> read(log, lines(target));
            case perfetto, html, mermaid -> throw new IllegalStateException(form + " is no stream of text");
        }
    }

    private TimelineView view(LogFile log) {
        Actors actors = new Actors(log.head().actors());
        return view.view(
                spec.commandLine(),
                new ViewOptions.Of(log, actors, log, log.head().names()));
    }

    /** A log for stdout. */
    private static LogSink lines(Appendable target) {
        return entry -> {
            ByteArrayOutputStream line = new ByteArrayOutputStream();
            try (LogWriter writer = new LogWriter(line)) {
                writer.take(entry);
            }
            target.append(line.toString(StandardCharsets.UTF_8));
        };
    }

    private static Title title(LogFile log) {
        LogEntry.Head head = log.head();
        return new Title(head.scenario(), head.driver(), head.model() + ", module " + head.module(), head.choices());
    }

    private int mermaid(LogFile log, boolean isStdout) throws IOException {
        Mermaid diagram = new Mermaid();
        read(log, new ShownEntries(diagram, view(log).steps()));
        if (diagram.isTooLong()) {
            return bad(in + ": error: " + diagram.messages() + " messages are too many for a diagram; Mermaid takes "
                    + Mermaid.MESSAGES_MAX
                    + " here. Shrink the run ('seamstress shrink'), leave steps out (--only, --actors), or convert to"
                    + " shiviz or perfetto");
        }
        if (isStdout) {
            diagram.write(spec.commandLine().getOut());
            spec.commandLine().getOut().flush();
        } else {
            TraceFiles.write(out, force, stream -> {
                Writer writer = new OutputStreamWriter(stream, StandardCharsets.UTF_8);
                diagram.write(writer);
                writer.flush();
            });
        }
        return ExitCode.AS_EXPECTED.number();
    }
}
