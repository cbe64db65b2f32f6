package dev.seamstress.trace.tell;

import dev.seamstress.core.machine.Event;
import dev.seamstress.trace.export.Actors;
import dev.seamstress.trace.log.LogEntry;
import dev.seamstress.trace.log.LogSink;
import java.io.IOException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A run in sentences, made from its log: a step is a sentence, a sentence has a source, and of each step is known what
 * it comes of.
 *
 * <p>Shape: all of the run is in memory, so a run of more than {@link #STEPS_MAX} steps is refused.
 */
public final class Story implements LogSink {
    /** Nobody reads more. */
    public static final int STEPS_MAX = 20_000;

    private static final String TDX_MODULE = "tdx";

    private final Functions functions;
    private final Links links = new Links();
    private final List<StoryStep> steps = new ArrayList<>();
    private final List<LogEntry.Broken> broken = new ArrayList<>();
    private final List<StoryStep.Clause> clauses = new ArrayList<>();
    private final Map<String, LogEntry.Entry> stores = new TreeMap<>();
    private final Set<String> said = new TreeSet<>();
    private LogEntry.Head head;
    private LogEntry.End end;
    private LogEntry.Delivered delivered;
    private Actors actors;
    private Clauses words;
    private int bugStep = -1;
    private int events;

    /** A run of more steps than can be told. */
    public static final class TooLong extends IOException {
        private static final long serialVersionUID = 1;
    }

    public Story(Functions functions) {
        this.functions = functions;
    }

    @Override
    public void take(LogEntry entry) throws IOException {
        if (entry instanceof LogEntry.Head first) {
            head = first;
            actors = new Actors(head.actors());
            words = new Clauses(new PageNames(head.names()), actors);
        } else if (entry instanceof LogEntry.Delivered next) {
            close();
            delivered = next;
            events = 0;
            stores.clear();
            said.clear();
            if (steps.size() == STEPS_MAX) {
                throw new TooLong();
            }
            links.delivered(next);
        } else if (entry instanceof LogEntry.Entry stored && delivered != null) {
            stores.put(stored.gfn() + " " + stored.level(), stored);
            links.entry(stored);
        } else if (entry instanceof LogEntry.Told event && delivered != null) {
            event(event);
        } else if (entry instanceof LogEntry.Broken one) {
            broken.add(one);
        } else if (entry instanceof LogEntry.End last) {
            end = last;
        }
    }

    private void event(LogEntry.Told event) {
        links.told(event);
        if (event.event() == Event.BUG_ON && bugStep < 0) {
            bugStep = event.step();
        }
        String function = functions.at(event.step(), events++);
        String place = event.number(0) + " " + event.number(1);
        LogEntry.Entry store = event.event().arity() < 2 ? null : stores.get(place);
        if (store != null) {
            said.add(place);
        }
        String text = words.of(event, store == null ? "" : store.tree());
        if (!text.isEmpty() && !isSaid(event)) {
            String source = function.isEmpty() ? EventSources.of(event, isTd()) : function;
            clauses.add(new StoryStep.Clause(event.event().text(), text, source));
        }
    }

    private boolean isTd() {
        return head.actors().contains(TDX_MODULE);
    }

    /** The handshake has said what the tracepoint says. */
    private boolean isSaid(LogEntry.Told event) {
        return event.event() == Event.KVM_TDP_MMU_SPTE_CHANGED
                && clauses.stream().anyMatch(clause -> clause.event().equals(Event.SPTE_PUBLISHED.text()));
    }

    /** Stores that no event is about. */
    private void silentStores() {
        for (Map.Entry<String, LogEntry.Entry> store : stores.entrySet()) {
            LogEntry.Entry entry = store.getValue();
            if (!said.contains(store.getKey())) {
                String source = functions.storing(entry.step(), entry.next());
                clauses.add(new StoryStep.Clause("entry", words.of(entry), source));
            }
        }
    }

    private void close() {
        if (delivered != null) {
            silentStores();
            String message = delivered.isContinue() ? StoryStep.GO : delivered.text();
            String to = actors.name(delivered.to());
            steps.add(new StoryStep(
                    delivered.step(),
                    to,
                    actors.name(delivered.from()),
                    message,
                    clauses.stream().map(this::ofCall).toList(),
                    functions.in(delivered.step())));
            clauses.clear();
            delivered = null;
        }
    }

    /** A change of the module's own tree is made by the call that the step is about. */
    private StoryStep.Clause ofCall(StoryStep.Clause clause) {
        if (!clause.event().equals(Event.SEPT_CHANGED.text())) {
            return clause;
        }
        String source = clauses.stream()
                .filter(other -> other.source().startsWith("td"))
                .map(StoryStep.Clause::source)
                .findFirst()
                .orElse("");
        return new StoryStep.Clause(clause.event(), clause.text(), source);
    }

    /** Requires: the log has been told. */
    public Story told() {
        close();
        return this;
    }

    /** Which run it is. */
    public LogEntry.Head head() {
        return head;
    }

    /** How it ended; null if the log breaks off. */
    public LogEntry.End end() {
        return end;
    }

    /** All steps; the step of number n stands at index n. */
    public List<StoryStep> steps() {
        return List.copyOf(steps);
    }

    /** What is broken, as the log says it. */
    public List<LogEntry.Broken> broken() {
        return List.copyOf(broken);
    }

    /** The first step that runs into a KVM_BUG_ON, or -1. */
    public int bugStep() {
        return bugStep;
    }

    /** The step, and all that it comes of: whatever could have made a difference to it. */
    public BitSet past(int step) {
        return links.past(step);
    }
}
