package dev.seamstress.trace.tell;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Two runs beside each other, A and B: where they part, and what each actor does otherwise.
 *
 * <p>Steps are aligned by actor and index: the third step of P0 in A stands beside the third of P0 in B, whatever
 * others did in between; of tdx and mmu, which serve all, what they do for each stands by itself. Two steps are the
 * same if they took the same message and told the same.
 *
 * @param first the first step that differs, as both count; -1 if none does
 * @param actors in the order of their first steps in A, then those that only B has
 */
public record RunDiff(Story a, Story b, int first, List<ActorDiff> actors) {
    /** Compares two runs. */
    public static RunDiff of(Story a, Story b) {
        Set<String> threads = new TreeSet<>();
        Stream.of(a, b)
                .flatMap(run -> run.steps().stream())
                .filter(StoryStep::isGo)
                .forEach(step -> threads.add(step.actor()));
        Map<String, List<StoryStep>> stepsOfA = byActor(a, threads);
        Map<String, List<StoryStep>> stepsOfB = byActor(b, threads);
        Set<String> names = new LinkedHashSet<>(stepsOfA.keySet());
        names.addAll(stepsOfB.keySet());
        List<ActorDiff> actors = new ArrayList<>();
        for (String name : names) {
            actors.add(
                    ActorDiff.of(name, stepsOfA.getOrDefault(name, List.of()), stepsOfB.getOrDefault(name, List.of())));
        }
        return new RunDiff(a, b, first(a.steps(), b.steps()), actors);
    }

    /** What serves others, such as tdx, is one actor for each of them. */
    private static Map<String, List<StoryStep>> byActor(Story run, Set<String> threads) {
        Map<String, List<StoryStep>> steps = new LinkedHashMap<>();
        for (StoryStep step : run.steps()) {
            boolean isThread = threads.contains(step.actor());
            String name = isThread ? step.actor() : step.actor() + " for " + step.from();
            steps.computeIfAbsent(name, none -> new ArrayList<>()).add(step);
        }
        return steps;
    }

    private static int first(List<StoryStep> a, List<StoryStep> b) {
        int same = ActorDiff.same(a, b);
        return same == a.size() && same == b.size() ? -1 : same;
    }

    /** True if nothing differs. */
    public boolean isSame() {
        return first < 0;
    }

    /** True if every actor does the same in both. */
    public boolean isReordered() {
        return !isSame() && actors.stream().allMatch(ActorDiff::isSame);
    }

    /**
     * What one actor does in two runs.
     *
     * @param before how many of its first steps are the same
     * @param after how many of its last ones are, not counting the first ones
     * @param a those in between in A
     * @param b those in between in B
     */
    public record ActorDiff(String name, int before, int after, List<StoryStep> a, List<StoryStep> b) {
        public ActorDiff {
            a = List.copyOf(a);
            b = List.copyOf(b);
        }

        static ActorDiff of(String name, List<StoryStep> a, List<StoryStep> b) {
            int before = same(a, b);
            int most = Math.min(a.size(), b.size()) - before;
            int after = 0;
            while (after < most && isSame(a.get(a.size() - 1 - after), b.get(b.size() - 1 - after))) {
                after++;
            }
            return new ActorDiff(
                    name, before, after, a.subList(before, a.size() - after), b.subList(before, b.size() - after));
        }

        /** How many of the first steps are the same. */
        private static int same(List<StoryStep> a, List<StoryStep> b) {
            int same = 0;
            while (same < a.size() && same < b.size() && isSame(a.get(same), b.get(same))) {
                same++;
            }
            return same;
        }

        private static boolean isSame(StoryStep a, StoryStep b) {
            return a.deed().equals(b.deed());
        }

        /** True if it does the same in both. */
        public boolean isSame() {
            return a.isEmpty() && b.isEmpty();
        }
    }
}
