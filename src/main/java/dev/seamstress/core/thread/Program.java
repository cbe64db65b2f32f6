package dev.seamstress.core.thread;

import dev.seamstress.core.machine.ModelBug;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * The operations of one column, in program order, as a list of instructions.
 *
 * <p>Shape: a row is one operation, or a repetition of some, nested twice at most. An instruction that jumps names the
 * index of the instruction to go to.
 */
public final class Program {
    /** How deep repetitions nest. */
    public static final int DEPTH = 2;

    private final List<Row> rows;
    private final List<Instruction> code = new ArrayList<>();
    private final OnFault onFault;
    private final int feeder;
    private final OperationSource source;

    /** The program of {@code rows}; {@code onFault} says what userspace does after such an exit. */
    public Program(List<Row> rows, OnFault onFault) {
        this.rows = List.copyOf(rows);
        this.onFault = onFault;
        this.feeder = -1;
        this.source = null;
        for (int row = 0; row < this.rows.size(); row++) {
            compileRow(row);
        }
    }

    private Program(int feeder, OperationSource source, OnFault onFault) {
        this.rows = List.of();
        this.onFault = onFault;
        this.feeder = feeder;
        this.source = source;
    }

    /** A program without rows: the machine {@code feeder} says when the next operation is due, {@code source} which. */
    public static Program fed(int feeder, OperationSource source, OnFault onFault) {
        return new Program(feeder, source, onFault);
    }

    /** True if the operations are not in rows. */
    boolean isFed() {
        return source != null;
    }

    /** The machine that says when. Requires: {@link #isFed}. */
    int feeder() {
        return feeder;
    }

    /** What says which. Requires: {@link #isFed}. */
    OperationSource source() {
        return source;
    }

    public List<Row> rows() {
        return rows;
    }

    public OnFault onFault() {
        return onFault;
    }

    /** How many instructions there are. */
    public int length() {
        return code.size();
    }

    public Instruction at(int pc) {
        return code.get(pc);
    }

    private void compileRow(int row) {
        Set<OpResult> allowed = EnumSet.of(OpResult.OK);
        allowed.addAll(rows.get(row).allowed());
        code.add(new Instruction(Code.BEGIN, null, row, allowed, 0));
        compile(rows.get(row).body(), allowed, 0);
        int end = code.size();
        code.add(new Instruction(Code.END, null, row, allowed, 0));
        code.replaceAll(i -> i.code == Code.RUN && i.target == UNKNOWN ? i.to(end) : i);
    }

    private static final int UNKNOWN = -1;

    private void compile(Item item, Set<OpResult> tolerated, int depth) {
        if (item instanceof Op op) {
            code.add(new Instruction(Code.RUN, op.op(), UNKNOWN, tolerated, depth));
        } else if (item instanceof Repeat repeat) {
            compileRepeat(repeat, tolerated, depth);
        } else if (item instanceof Loop loop) {
            compileLoop(loop, depth);
        }
    }

    private void compileRepeat(Repeat repeat, Set<OpResult> tolerated, int depth) {
        requireDepth(depth);
        code.add(new Instruction(Code.REPEAT, null, repeat.rounds(), tolerated, depth));
        int start = code.size();
        repeat.items().forEach(item -> compile(item, tolerated, depth + 1));
        code.add(new Instruction(Code.AGAIN, null, start, tolerated, depth));
    }

    /** Inside a loop no result stops the column: the loop is there to go on. */
    private void compileLoop(Loop loop, int depth) {
        requireDepth(depth);
        int start = code.size();
        loop.items().forEach(item -> compile(item, EnumSet.allOf(OpResult.class), depth + 1));
        code.add(new Instruction(Code.UNTIL, null, start, loop.until(), depth));
    }

    private static void requireDepth(int depth) {
        if (depth == DEPTH) {
            throw new ModelBug("repetitions nest deeper than " + DEPTH);
        }
    }

    /**
     * One row of the column.
     *
     * <p>Shape: {@code number} is the operation's number in the scenario. {@code allowed}: the results besides ok after
     * which the column goes on.
     */
    public record Row(int number, Set<OpResult> allowed, Item body) {}

    /** An operation, or a repetition. */
    public sealed interface Item permits Op, Repeat, Loop {}

    /** One operation. */
    public record Op(ThreadOp op) implements Item {}

    /** {@code rounds} times, at least once; the result is the last operation's. */
    public record Repeat(int rounds, List<Item> items) implements Item {
        public Repeat {
            items = List.copyOf(items);
        }
    }

    /** Until the last operation's result is in {@code until}. */
    public record Loop(List<Item> items, Set<OpResult> until) implements Item {
        public Loop {
            items = List.copyOf(items);
        }
    }

    /** What userspace does after KVM_RUN returned with a memory fault, or for a signal. */
    public enum OnFault {
        /** The operation ends with {@link OpResult#MEMFAULT} or {@link OpResult#EINTR}. */
        STOP,
        /** KVM_RUN again, at the same guest instruction. */
        RERUN,
        /** First makes the page what the guest took it for, then as RERUN. */
        CONVERT
    }

    /** What an instruction does. */
    enum Code {
        /** The row {@code target} begins. */
        BEGIN,
        /** Runs {@code op}; on a result that is not in {@code results} goes to {@code target}, the row's end. */
        RUN,
        /** The next instructions run {@code target} times. */
        REPEAT,
        /** One round has ended; goes to {@code target} while some are left. */
        AGAIN,
        /** Goes to {@code target} until the last result is in {@code results}. */
        UNTIL,
        /** The row {@code target} ends; the column stops if the result is not in {@code results}. */
        END
    }

    /** An instruction; {@code depth} names the counter of rounds. */
    record Instruction(Code code, ThreadOp op, int target, Set<OpResult> results, int depth) {
        private Instruction to(int index) {
            return new Instruction(code, op, index, results, depth);
        }
    }
}
