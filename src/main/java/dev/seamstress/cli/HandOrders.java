package dev.seamstress.cli;

import dev.seamstress.core.machine.Machine;
import dev.seamstress.sched.Choice;
import dev.seamstress.trace.export.Ink;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import picocli.CommandLine;

/** What a person can ask for who makes the choices of a run, a line each. */
final class HandOrders {
    private static final String HELP = """
              N              make choice N
              Enter          make the choice marked *: the recorded one, or who has just gone on
              FROM>TO        make the choice by its name, as P0>tdx
              alone NAME [N] let NAME go on, and the owners it asks, until it waits for another thread; at most N steps
              alone NAME TEXT  the same until a step tells TEXT, as in `alone P0 freezes`
              random [N] [SEED]  let chance choose, N steps or to the end
              back [N]       take N steps back, 1 if not given
              state          where everybody is, and the entries of the pages that have names
              results        what has become of operations and claims
              columns        the run so far as a timeline; log: as ftrace text; race: as a diagram for a mail
              write FILE     keep it as a schedule, for replay, explain, shrink, view, and this command
              quit           the end, as is that of stdin
            A word may be cut short.
            """;

    private final HandRun run;
    private final HandText text;
    private final PrintWriter out;
    private final CommandLine command;
    private final Consumer<String> writing;
    private boolean isQuit;

    /** {@code writing}: keeps the run in a file of that name. */
    HandOrders(HandRun run, CommandLine command, Consumer<String> writing) {
        this.run = run;
        this.out = command.getOut();
        this.text = new HandText(out);
        this.command = command;
        this.writing = writing;
    }

    /** The words of which the beginning is enough. */
    private enum Order {
        ALONE,
        BACK,
        COLUMNS,
        HELP,
        LOG,
        QUIT,
        RACE,
        RANDOM,
        RESULTS,
        STATE,
        WRITE;

        /** The first that begins so, or null. */
        static Order of(String word) {
            for (Order order : values()) {
                if (!word.isEmpty() && order.name().startsWith(word.toUpperCase(Locale.ROOT))) {
                    return order;
                }
            }
            return null;
        }
    }

    boolean isQuit() {
        return isQuit;
    }

    /** Says what can be chosen, or that nothing can. */
    void prompt() {
        if (run.now().isOver()) {
            text.over(run.now());
        } else {
            text.offers(run.now(), run.usual());
        }
    }

    /** Does what a line asks for; what it cannot do it says, and does nothing. */
    void take(String line) throws IOException {
        String[] words = line.strip().split("\\s+");
        String first = words[0];
        if (first.isEmpty() || first.matches("[0-9]+") || first.contains(">")) {
            choose(first);
            return;
        }
        Order order = first.equals("?") ? Order.HELP : Order.of(first);
        if (order == null) {
            out.println("  what is `" + first + "`? ? tells what can be said");
            return;
        }
        switch (order) {
            case ALONE -> alone(words);
            case BACK -> back(words);
            case COLUMNS -> show(RunSettings.Timeline.columns);
            case LOG -> show(RunSettings.Timeline.log);
            case RACE -> show(RunSettings.Timeline.race);
            case HELP -> out.print(HELP);
            case QUIT -> isQuit = true;
            case RANDOM -> random(words);
            case RESULTS -> shown(RunSettings.Timeline.none).results(run.now().outcome());
            case STATE -> text.state(run.now());
            case WRITE -> write(words);
        }
    }

    private void choose(String word) {
        List<HandRun.Offer> offers = run.now().offers();
        if (offers.isEmpty()) {
            out.println("  nothing can be chosen here; `back` goes back");
            return;
        }
        Optional<Choice> choice = word.isEmpty() ? Optional.of(run.usual()) : named(word);
        if (choice.isEmpty()) {
            out.println("  there is no choice `" + word + "` here");
            return;
        }
        int before = run.now().steps();
        run.choose(choice.get());
        text.told(run.now(), before);
    }

    private Optional<Choice> named(String word) {
        List<HandRun.Offer> offers = run.now().offers();
        if (!word.contains(">")) {
            int number = word.length() > 9 ? 0 : Integer.parseInt(word);
            return number < 1 || number > offers.size()
                    ? Optional.empty()
                    : Optional.of(offers.get(number - 1).choice());
        }
        List<Machine> machines = run.now().outcome().world().assembly().machines();
        return offers.stream()
                .map(HandRun.Offer::choice)
                .filter(choice -> word.equals(choice.toString())
                        || word.equals(machines.get(choice.from()).name() + ">"
                                + machines.get(choice.to()).name()))
                .findFirst();
    }

    private void alone(String... words) {
        List<Machine> machines = run.now().outcome().world().assembly().machines();
        Optional<Machine> machine = words.length < 2
                ? Optional.empty()
                : machines.stream().filter(one -> one.name().equals(words[1])).findFirst();
        if (machine.isEmpty()) {
            String names = machines.stream().map(Machine::name).collect(Collectors.joining(", "));
            out.println("  who is to go on alone? there are " + names);
            return;
        }
        boolean isUntilText = words.length > 2 && !words[2].matches("[0-9]+");
        int count = isUntilText ? HandRun.STEPS_MAX : number(words, 2, HandRun.STEPS_MAX);
        int before = run.now().steps();
        String wanted = isUntilText ? String.join(" ", List.of(words).subList(2, words.length)) : "";
        if (count > 0 && !run.alone(machine.get().id(), count, wanted)) {
            out.println("  " + machine.get().name() + " does not come to `" + wanted + "` alone");
        } else if (count > 0) {
            told(before, machine.get().name() + " waits for somebody else, or is at its end");
        }
    }

    private void random(String... words) {
        int count = number(words, 1, HandRun.STEPS_MAX);
        int seed = number(words, 2, 1);
        if (count > 0 && seed > 0) {
            int before = run.now().steps();
            run.random(count, seed);
            told(before, "nothing can happen any more");
        }
    }

    private void back(String... words) {
        int count = number(words, 1, 1);
        if (count > 0) {
            run.back(count);
        }
    }

    private void told(int before, String ifNothing) {
        if (run.now().steps() == before) {
            out.println("  " + ifNothing);
        }
        text.told(run.now(), before);
    }

    /** The number that stands there, from 1; {@code otherwise} if none does; 0 if it is none, which is said. */
    private int number(String[] words, int index, int otherwise) {
        if (words.length <= index) {
            return otherwise;
        } else if (words[index].matches("[1-9][0-9]{0,8}")) {
            return Integer.parseInt(words[index]);
        }
        out.println("  `" + words[index] + "` is no number from 1");
        return 0;
    }

    private void show(RunSettings.Timeline timeline) {
        shown(timeline).timeline(HandRun.origin(), run.now().outcome());
    }

    private RunText shown(RunSettings.Timeline timeline) {
        return new RunText(out, timeline, Ink.PLAIN, new ViewOptions(), command);
    }

    private void write(String... words) {
        if (words.length != 2) {
            out.println("  write it into which file?");
            return;
        }
        writing.accept(words[1]);
    }
}
