package dev.seamstress.cli;

import dev.seamstress.actor.RunResult;
import dev.seamstress.check.ClaimOutcome;
import dev.seamstress.check.Deadlock;
import dev.seamstress.check.Offence;
import dev.seamstress.explore.Rule;
import dev.seamstress.scenario.plan.ColumnScript;
import dev.seamstress.scenario.plan.Operation;
import dev.seamstress.scenario.plan.Target;
import dev.seamstress.scenario.words.Results;
import dev.seamstress.scenario.words.Verdict;
import dev.seamstress.trace.Recording;
import dev.seamstress.world.World;
import dev.seamstress.world.WorldView;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * How one run came out, against what the script expects of its model.
 *
 * @param view the last state
 * @param offences what the last step broke of the model's invariants, in the order of the rules
 * @param digest a hash of everything that happened
 */
record RunOutcome(
        World world,
        RunResult run,
        WorldView view,
        Recording recording,
        List<ClaimOutcome> claims,
        List<Offence> offences,
        boolean isBugged,
        long digest) {
    /** How a run can end. */
    enum End {
        /** Every column is done or stopped. */
        FINAL("ended"),
        /** Nothing can happen any more, and a column is neither done nor stopped. */
        DEADLOCK("deadlock"),
        /** The bound on steps or on time was met. */
        DID_NOT_END("did not end"),
        /** An invariant was broken, and the run stopped there. */
        BROKEN("stopped at a broken invariant"),
        /** A machine threw: a bug of ours. */
        CRASHED("crashed");

        private final String text;

        End(String text) {
            this.text = text;
        }

        String text() {
            return text;
        }
    }

    End end() {
        if (run.end() != RunResult.End.CRASHED && !isBugged && !offences.isEmpty()) {
            return End.BROKEN;
        }
        return switch (run.end()) {
            case QUIESCENT -> Deadlock.stuck(world.scenario(), view).isEmpty() ? End.FINAL : End.DEADLOCK;
            case STOPPED, MAX_STEPS, TIMED_OUT -> End.DID_NOT_END;
            case CRASHED -> End.CRASHED;
        };
    }

    /** What the script expects of this kernel. */
    private Target target() {
        return Expectation.of(world.scenario(), world.model()).target();
    }

    /** Results that their rows did not announce although they announce some, as {@code A = busy}. */
    List<String> unannounced() {
        List<String> offences = new ArrayList<>();
        for (ColumnScript column : world.scenario().columns()) {
            for (Operation operation : column.operations()) {
                String result = view.result(operation.ref());
                if (!result.equals(Results.UNSET) && !operation.allows(result)) {
                    offences.add(operation.text() + " = " + result + ", not in {"
                            + String.join(", ", operation.announced()) + "}");
                }
            }
        }
        return offences;
    }

    ExitCode exitCode() {
        Verdict expected = target().expected();
        return switch (end()) {
            case BROKEN -> unless(isExpected(offences.get(0).invariant()), ExitCode.INVARIANT);
            case CRASHED -> ExitCode.INTERNAL_ERROR;
            case DID_NOT_END -> unless(expected == Verdict.LIVELOCK, ExitCode.LIVELOCK);
            case DEADLOCK -> isBugged ? bug() : unless(expected == Verdict.DEADLOCK, ExitCode.DEADLOCK);
            case FINAL -> isBugged ? bug() : claims(expected);
        };
    }

    private ExitCode bug() {
        return unless(isExpected("bug_on"), ExitCode.KVM_BUG);
    }

    /** True if the script expects a refutation, and that it breaks {@code rule} or does not say which. */
    private boolean isExpected(String rule) {
        Target target = target();
        boolean isRule = target.rule() == null || target.rule().equals(rule);
        return target.expected() == Verdict.REFUTED && isRule;
    }

    /** A broken claim is news only where the script expects a proof. */
    private ExitCode claims(Verdict expected) {
        boolean isBroken =
                !unannounced().isEmpty() || claims.stream().anyMatch(claim -> claim.kind() == ClaimOutcome.Kind.BROKEN);
        boolean isProofExpected = expected == Verdict.PROVED || expected == Verdict.BOUNDED;
        return unless(!isBroken || !isProofExpected, ExitCode.EXPECTATION_NOT_MET);
    }

    private static ExitCode unless(boolean isExpected, ExitCode otherwise) {
        return isExpected ? ExitCode.AS_EXPECTED : otherwise;
    }

    /**
     * The rules that the run broke, as {@code expect} names them, and {@code result} for results that their rows did
     * not announce, {@code deadlock}, and {@code crash}; the one to report first.
     */
    List<String> broken() {
        List<String> broken = new ArrayList<>();
        if (isBugged) {
            broken.add(Rule.BUG_ON);
        }
        offences.forEach(offence -> broken.add(offence.invariant()));
        claims.stream()
                .filter(claim -> claim.kind() == ClaimOutcome.Kind.BROKEN)
                .sorted(Comparator.comparingInt(ClaimOutcome::step))
                .forEach(claim -> broken.add(claim.name()));
        if (!unannounced().isEmpty()) {
            broken.add(Rule.RESULTS);
        }
        if (end() == End.DEADLOCK) {
            broken.add(Rule.DEADLOCK);
        } else if (end() == End.CRASHED) {
            broken.add("crash");
        }
        return broken;
    }

    /** Whether this run showed what the script expects to go wrong; of a proof one run shows nothing. */
    boolean isExpectedTroubleSeen() {
        Target target = target();
        return switch (target.expected()) {
            case PROVED, BOUNDED -> false;
            case LIVELOCK -> end() == End.DID_NOT_END;
            case DEADLOCK -> end() == End.DEADLOCK;
            case REFUTED ->
                isBugged
                        || offences.stream().anyMatch(offence -> isExpected(offence.invariant()))
                        || claims.stream()
                                .filter(claim -> claim.kind() == ClaimOutcome.Kind.BROKEN)
                                .anyMatch(claim ->
                                        target.rule() == null || target.rule().equals(claim.name()));
        };
    }

    /** True if the script expects trouble, so that it can be said whether this run showed it. */
    boolean isTroubleExpected() {
        return target().expected() != Verdict.PROVED;
    }

    /** The expectation in the words of the script. */
    String expectation() {
        return Expectation.of(world.scenario(), world.model()).text();
    }
}
