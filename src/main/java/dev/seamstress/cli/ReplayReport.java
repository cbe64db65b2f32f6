package dev.seamstress.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.seamstress.sched.Choice;
import dev.seamstress.sched.Drift;
import dev.seamstress.sched.ScheduleFile;
import dev.seamstress.world.World;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;

/**
 * What a replay says of a run besides what every run says: whether it is the recorded one, and where it ceased to be.
 */
final class ReplayReport {
    private final String file;
    private final ScheduleFile recorded;
    private final Replayer.Settings settings;
    private final Replayer.Replayed replayed;

    ReplayReport(String file, ScheduleFile recorded, Replayer.Settings settings, Replayer.Replayed replayed) {
        this.file = file;
        this.recorded = recorded;
        this.settings = settings;
        this.replayed = replayed;
    }

    private RunOutcome outcome() {
        return replayed.outcome();
    }

    private int steps() {
        return (int) outcome().run().steps();
    }

    /** True if the run was to be the whole recorded one. */
    private boolean isWhole() {
        return settings.branch().isEmpty()
                && settings.maxSteps() >= recorded.schedule().size();
    }

    private boolean isDigestSame() {
        return outcome().digest() == recorded.digest();
    }

    private boolean isLivelock() {
        return recorded.loop().isPresent();
    }

    private boolean isRuleSame() {
        List<String> broken = outcome().broken();
        return recorded.rule().equals(ScheduleFile.NO_RULE)
                ? broken.isEmpty()
                : broken.contains(recorded.rule()) || isLivelock() && replayed.isLoop();
    }

    ExitCode exitCode() {
        if (outcome().end() == RunOutcome.End.CRASHED) {
            return ExitCode.INTERNAL_ERROR;
        } else if (replayed.drift().isPresent()) {
            return ExitCode.REPLAY_DRIFT;
        } else if (settings.branch().isPresent()) {
            return outcome().exitCode();
        }
        boolean isSame = !isWhole() || isDigestSame() && isRuleSame() && replayed.isLoop();
        return isSame ? ExitCode.AS_EXPECTED : ExitCode.REPLAY_DRIFT;
    }

    RunOrigin origin() {
        String driver = switch (settings.through()) {
            case engine -> "engine";
            case pekko -> "pekko, stepped";
            case both -> "engine and pekko, stepped";
        };
        String id = switch (settings.through()) {
            case engine -> "engine";
            case pekko -> "pekko-stepped";
            case both -> "engine+pekko-stepped";
        };
        String choices = settings.branch()
                .map(branch -> "recorded to step " + branch.step() + ", then " + name(branch.choice()) + ", then seed "
                        + branch.seed())
                .orElse("recorded schedule");
        OptionalLong seed = settings.branch().isPresent()
                ? OptionalLong.of(settings.branch().get().seed())
                : OptionalLong.empty();
        return new RunOrigin(driver, id, choices, seed, true, again(), cut());
    }

    private String again() {
        StringBuilder again = new StringBuilder("./seamstress replay ").append(RunText.quoted(file));
        settings.branch()
                .ifPresent(branch -> again.append(" --fork ")
                        .append(RunText.quoted(branch.step() + "=" + name(branch.choice())))
                        .append(" --seed ")
                        .append(branch.seed()));
        settings.until().ifPresent(steps -> again.append(" --until ").append(steps));
        again.append(RulesOff.option(alsoOff()));
        return again.toString();
    }

    /** What is off here, and was not when the run was recorded. */
    private List<String> alsoOff() {
        return outcome().world().model().rulesOff().stream()
                .filter(rule -> !recorded.without().contains(rule))
                .toList();
    }

    private String cut() {
        if (replayed.drift().isPresent() || steps() == settings.maxSteps()) {
            return "was stopped";
        }
        return settings.branch().isPresent() ? RunOutcome.End.DID_NOT_END.text() : "ran out";
    }

    private String name(Choice choice) {
        return name(outcome().world(), choice);
    }

    /** A choice with the names of its machines. */
    static String name(World world, Choice choice) {
        return machine(world, choice.from()) + ">" + machine(world, choice.to());
    }

    private static String machine(World world, int id) {
        boolean isThere = id < world.assembly().machines().size();
        return isThere ? world.assembly().machines().get(id).name() : Integer.toString(id);
    }

    static String names(World world, List<Choice> choices) {
        return choices.isEmpty()
                ? "nothing"
                : choices.stream().map(choice -> name(world, choice)).collect(Collectors.joining(", "));
    }

    /** Lines for people. */
    List<String> remarks() {
        List<String> remarks = new ArrayList<>();
        changes().forEach(remarks::add);
        if (replayed.drift().isPresent()) {
            remarks.add(drift(replayed.drift().get()));
            return remarks;
        }
        String agree = settings.through() == Replayer.Through.both ? "; engine and pekko tell the same" : "";
        if (settings.branch().isPresent()) {
            remarks.add("the first " + settings.branch().get().step() + steps(recorded) + agree);
        } else if (!isWhole()) {
            remarks.add("the first " + steps() + " of " + recorded.schedule().size() + steps(recorded) + agree);
        } else {
            remarks.add(
                    (steps() < recorded.schedule().size() ? "the first " : "all ") + steps() + steps(recorded) + agree);
            whole(remarks);
        }
        return remarks;
    }

    private static String steps(ScheduleFile recorded) {
        return recorded.checks().size() == 0
                ? " choices can be made; the file has no checks of what they do"
                : " steps are as recorded";
    }

    private void whole(List<String> remarks) {
        if (!isDigestSame()) {
            remarks.add("the digest is not the recorded one, " + hex(recorded.digest()));
        }
        recorded.loop()
                .ifPresent(step -> remarks.add(
                        replayed.isLoop()
                                ? "from step " + step
                                        + " on it can go on for ever: the state before that step is the last one"
                                : "the state before step " + step
                                        + " is not the last one: nothing repeats, as was recorded"));
        remarks.add(broken());
    }

    private String broken() {
        String rule = recorded.rule();
        List<String> broken = new ArrayList<>(outcome().broken());
        if (!isRuleSame()) {
            String then = rule.equals(ScheduleFile.NO_RULE) ? "nothing" : rule;
            return "broken: " + (broken.isEmpty() ? "nothing" : String.join(", ", broken)) + "; when it was recorded: "
                    + then;
        } else if (rule.equals(ScheduleFile.NO_RULE)) {
            return "broken: nothing, as recorded";
        }
        broken.remove(rule);
        return "broken: " + rule + ", as recorded" + (broken.isEmpty() ? "" : "; and " + String.join(", ", broken));
    }

    /** What is not as it was when the run was recorded, and may be why it drifts. */
    private List<String> changes() {
        List<String> changes = new ArrayList<>();
        String hash = outcome().world().scenario().title().hash();
        if (!hash.equals(recorded.hash())) {
            changes.add("the scenario is not the recorded one, " + recorded.hash());
        }
        String module = outcome().world().module().name();
        if (!module.equals(recorded.module())) {
            changes.add("the module is not the recorded one, " + recorded.module());
        }
        return changes;
    }

    private String drift(Drift drift) {
        String chosen = name(drift.chosen());
        String what = switch (drift.what()) {
            case ENABLED -> "enabled differs: what can be chosen is not what could be when it was recorded";
            case CHOSEN ->
                drift.enabled().contains(drift.chosen())
                        ? "chosen differs: the schedule chooses " + chosen + ", and chose another"
                        : "chosen differs: the schedule chooses " + chosen + ", which cannot be chosen";
            case DONE -> "done differs: " + chosen + " is not what it was when it was recorded";
        };
        String now = drift.what() == Drift.What.DONE
                ? ""
                : "; enabled now: " + names(outcome().world(), drift.enabled());
        return "drift at step " + drift.step() + ", " + what + now;
    }

    private static String hex(long digest) {
        return String.format(Locale.ROOT, "%016x", digest);
    }

    /** Fields for programs. */
    void write(JsonGenerator json) throws IOException {
        List<String> broken = outcome().broken();
        json.writeObjectFieldStart("replay");
        json.writeNumberField("recorded_steps", recorded.schedule().size());
        json.writeStringField("recorded_digest", hex(recorded.digest()));
        json.writeStringField("recorded_rule", recorded.rule());
        JsonStrings.write(json, "recorded_without", recorded.without());
        json.writeStringField("recorded_hash", recorded.hash());
        json.writeBooleanField("checked", recorded.checks().size() > 0);
        JsonStrings.write(json, "broken", broken);
        if (recorded.loop().isPresent()) {
            json.writeNumberField("loop", recorded.loop().getAsInt());
            json.writeBooleanField("loop_closes", replayed.isLoop());
        }
        Optional<Drift> drift = replayed.drift();
        if (drift.isPresent()) {
            json.writeObjectFieldStart("drift");
            json.writeNumberField("step", drift.get().step());
            json.writeStringField("differs", drift.get().what().text());
            json.writeStringField("chosen", name(drift.get().chosen()));
            json.writeArrayFieldStart("enabled");
            for (Choice choice : drift.get().enabled()) {
                json.writeString(name(choice));
            }
            json.writeEndArray();
            json.writeEndObject();
        }
        json.writeEndObject();
    }
}
