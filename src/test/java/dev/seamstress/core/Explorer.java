package dev.seamstress.core;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Visits every state that some schedule reaches: the plainest search there is, for tests of small worlds. */
public final class Explorer {
    private final HandDriver driver;
    private final Map<String, Integer> numbers = new HashMap<>();
    private final List<List<Integer>> predecessors = new ArrayList<>();
    private final List<Integer> finals = new ArrayList<>();
    private final List<HandDriver.World> frontier = new ArrayList<>();
    private final Deque<Integer> open = new ArrayDeque<>();

    public Explorer(HandDriver driver) {
        this.driver = driver;
    }

    /**
     * Explores, and runs {@code check} in every state and {@code atEnd} in every final one.
     *
     * @return the number of states
     */
    public int explore(int limit, Runnable check, Runnable atEnd) {
        visit(-1);
        while (!open.isEmpty()) {
            int state = open.removeLast();
            HandDriver.World world = frontier.get(state);
            frontier.set(state, null);
            driver.restore(world);
            check.run();
            List<int[]> enabled = driver.enabled();
            if (enabled.isEmpty()) {
                finals.add(state);
                atEnd.run();
            }
            for (int[] choice : enabled) {
                driver.restore(world);
                driver.deliver(choice[0], choice[1]);
                visit(state);
            }
            if (numbers.size() > limit) {
                throw new AssertionError("more than " + limit + " states");
            }
        }
        requireNoTrap();
        return numbers.size();
    }

    private void visit(int from) {
        Integer known = numbers.putIfAbsent(driver.key(), numbers.size());
        int state = known != null ? known : numbers.size() - 1;
        if (known == null) {
            frontier.add(driver.save());
            predecessors.add(new ArrayList<>());
            open.add(state);
        }
        if (from >= 0) {
            predecessors.get(state).add(from);
        }
    }

    private void requireNoTrap() {
        boolean[] canEnd = new boolean[predecessors.size()];
        Deque<Integer> todo = new ArrayDeque<>(finals);
        finals.forEach(state -> canEnd[state] = true);
        while (!todo.isEmpty()) {
            for (int before : predecessors.get(todo.remove())) {
                if (!canEnd[before]) {
                    canEnd[before] = true;
                    todo.add(before);
                }
            }
        }
        for (boolean can : canEnd) {
            if (!can) {
                throw new AssertionError("a state from which no schedule ends");
            }
        }
    }
}
