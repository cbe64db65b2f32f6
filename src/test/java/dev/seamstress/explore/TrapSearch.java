package dev.seamstress.explore;

import java.util.Arrays;

/**
 * Looks for a trap in a graph of states: a set of states that no step leaves, with at least one step inside, in which
 * no operation ends.
 *
 * <p>Method: strongly connected components (Tarjan), without recursion; a component is a trap if no edge leaves it and
 * none inside it ends an operation.
 */
final class TrapSearch {
    private int[] from = new int[1 << 12];
    private int[] to = new int[1 << 12];
    private boolean[] isEnd = new boolean[1 << 12];
    private int edges;

    /** Adds a step; {@code isOperationEnded}: an operation of the script ended in it. */
    void add(int source, int target, boolean isOperationEnded) {
        if (edges == from.length) {
            from = Arrays.copyOf(from, edges * 2);
            to = Arrays.copyOf(to, edges * 2);
            isEnd = Arrays.copyOf(isEnd, edges * 2);
        }
        from[edges] = source;
        to[edges] = target;
        isEnd[edges++] = isOperationEnded;
    }

    /** A state inside a trap, or -1. States are numbered from 0. */
    int find(int states) {
        int[] component = components(states);
        boolean[] isLeft = new boolean[states];
        boolean[] hasStep = new boolean[states];
        for (int i = 0; i < edges; i++) {
            int home = component[from[i]];
            isLeft[home] |= component[to[i]] != home || isEnd[i];
            hasStep[home] = true;
        }
        for (int state = 0; state < states; state++) {
            if (hasStep[component[state]] && !isLeft[component[state]]) {
                return state;
            }
        }
        return -1;
    }

    private int[] components(int states) {
        int[] first = new int[states + 1];
        for (int i = 0; i < edges; i++) {
            first[from[i] + 1]++;
        }
        for (int i = 0; i < states; i++) {
            first[i + 1] += first[i];
        }
        int[] next = new int[edges];
        int[] fill = Arrays.copyOf(first, states);
        for (int i = 0; i < edges; i++) {
            next[fill[from[i]]++] = to[i];
        }
        return new Tarjan(first, next, states).run();
    }

    private static final class Tarjan {
        private final int[] first;
        private final int[] next;
        private final int[] cursor;
        private final int[] number;
        private final int[] low;
        private final int[] component;
        private final int[] stack;
        private final int[] path;
        private int numbered;
        private int stacked;

        Tarjan(int[] first, int[] next, int states) {
            this.first = first;
            this.next = next;
            this.cursor = Arrays.copyOf(first, states);
            this.number = new int[states];
            this.low = new int[states];
            this.component = new int[states];
            this.stack = new int[states];
            this.path = new int[states];
            Arrays.fill(component, -1);
        }

        int[] run() {
            for (int state = 0; state < number.length; state++) {
                if (number[state] == 0) {
                    walk(state);
                }
            }
            return component;
        }

        private void enter(int state) {
            number[state] = ++numbered;
            low[state] = numbered;
            stack[stacked++] = state;
        }

        private void walk(int root) {
            int depth = 0;
            path[depth++] = root;
            enter(root);
            while (depth > 0) {
                int state = path[depth - 1];
                if (cursor[state] < first[state + 1]) {
                    int target = next[cursor[state]++];
                    if (number[target] == 0) {
                        enter(target);
                        path[depth++] = target;
                    } else if (component[target] < 0) {
                        low[state] = Math.min(low[state], number[target]);
                    }
                    continue;
                }
                depth--;
                if (depth > 0) {
                    low[path[depth - 1]] = Math.min(low[path[depth - 1]], low[state]);
                }
                if (low[state] == number[state]) {
                    close(state);
                }
            }
        }

        private void close(int root) {
            int state;
            do {
                state = stack[--stacked];
                component[state] = root;
            } while (state != root);
        }
    }
}
