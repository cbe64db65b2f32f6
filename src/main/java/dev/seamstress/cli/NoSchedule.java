package dev.seamstress.cli;

import dev.seamstress.scenario.ast.At;
import dev.seamstress.scenario.problem.Problem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.regex.Pattern;

/** What is said of a file that is no schedule: which command is for a file like this, or makes a schedule. */
final class NoSchedule {
    private static final Pattern JOB = Pattern.compile("(?m)^\\s*+phases\\b");
    private static final Pattern JSON_SCENARIO = Pattern.compile("\\s*+\\{\\s*+\"type\"\\s*+:\\s*+\"Scenario\".*");

    private NoSchedule() {}

    /** What is wrong with a file that need not be read to know it; null if it may be a schedule. */
    static Problem unread(String file) {
        if (Files.isDirectory(Path.of(file))) {
            return Problem.error(At.NONE, "this is a directory", "name a schedule file in it");
        }
        return RunFile.isPacked(file) ? log(file) : null;
    }

    /** What is wrong with a file that has no schedule in its {@code text}. */
    static Problem of(String file, String text) {
        if (RunFile.isScenario(text) || JSON_SCENARIO.matcher(text).lookingAt()) {
            String hint = "%s records one; %s writes one for what it finds broken";
            return none(hint.formatted(
                    command("run", file, " --schedule-out FILE"), command("explore", file, " --out DIRECTORY")));
        } else if (RunFile.kind(file) == RunFile.Kind.LOG) {
            return log(file);
        } else if (file.toLowerCase(Locale.ROOT).endsWith(".conf")
                && JOB.matcher(text).find()) {
            return none("%s plays a load job; a schedule is of a scenario".formatted(command("load", file, "")));
        }
        return none("`./seamstress run SCENARIO --schedule-out FILE` records one");
    }

    private static Problem none(String hint) {
        return Problem.error(At.NONE, "there is no schedule here", hint);
    }

    private static Problem log(String file) {
        String hint = "%s tells its run, %s shows it; `run` writes a schedule with `--schedule-out FILE`";
        return Problem.error(
                At.NONE,
                "this is an event log, which cannot be played again",
                hint.formatted(command("explain", file, ""), command("view", file, "")));
    }

    private static String command(String name, String file, String options) {
        return "`./seamstress " + name + " " + RunText.quoted(file) + options + "`";
    }
}
