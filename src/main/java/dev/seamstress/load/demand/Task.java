package dev.seamstress.load.demand;

import dev.seamstress.core.thread.GuestOp;
import dev.seamstress.core.thread.OpResult;
import dev.seamstress.core.thread.ThreadOp;
import dev.seamstress.load.job.Phase;

/**
 * What a vCPU is doing: the operations of one task. An object serves one task after the other.
 *
 * <p>An operation that did not succeed is done again, but for an ACCEPT of a page that is accepted already. Who reads a
 * page that it takes for accepted and finds that it is not, accepts it.
 */
final class Task {
    /** What comes next. */
    enum Next {
        OPERATION,
        /** A pause, of {@link #pause}. */
        PAUSE,
        /** Another vCPU is accepting the page. */
        PARK,
        DONE
    }

    private enum Stage {
        ACCEPT,
        TOUCH,
        ACCEPT_UNIT,
        READ,
        TO_SHARED,
        READ_SHARED,
        HOLD,
        TO_PRIVATE,
        TAKE_BACK,
        END
    }

    private final Memory memory;
    private Stage stage = Stage.END;
    private Phase phase;
    private long page;
    private long cursor;
    private long end;
    private boolean isUnderWay;
    private boolean isUnitDone;
    private ThreadOp op;
    private OpClass what;

    Task(Memory memory) {
        this.memory = memory;
    }

    /** Begins a task of the phase at {@code first}: a page to accept or touch, or the first of a unit to convert. */
    void begin(Phase next, long first) {
        phase = next;
        page = first;
        isUnderWay = false;
        switch (next.work()) {
            case ACCEPT -> range(Stage.ACCEPT, first, 1);
            case TOUCH -> stage = Stage.TOUCH;
            case CHURN -> stage = Stage.TO_SHARED;
        }
    }

    private void range(Stage next, long first, long count) {
        stage = next;
        cursor = first;
        end = first + count;
    }

    /** The page that it is about. */
    long page() {
        return page;
    }

    /** The operation, after {@link Next#OPERATION}. */
    ThreadOp op() {
        return op;
    }

    /** What kind of operation it is. */
    OpClass what() {
        return what;
    }

    /** How long the pause takes: what the phase calls thinking. */
    Phase.Pace pause() {
        return phase.pace();
    }

    /** The task of the thread whose last operation has ended so; null if none of this task has. */
    Next next(OpResult result) {
        if (isUnderWay && result != null) {
            ended(result);
        }
        isUnderWay = false;
        if (stage == Stage.TOUCH) {
            boolean isAccepted = memory.isAccepted(page);
            if (!isAccepted && memory.isClaimed(page)) {
                return Next.PARK;
            }
            if (isAccepted) {
                stage = Stage.READ;
            } else {
                claimUnit();
            }
        }
        return switch (stage) {
            case ACCEPT, ACCEPT_UNIT, TAKE_BACK -> operation(memory.accepting(cursor), OpClass.ACCEPT);
            case READ -> operation(memory.reading(page, GuestOp.Side.PRIVATE), OpClass.READ);
            case READ_SHARED -> operation(memory.reading(cursor, GuestOp.Side.SHARED), OpClass.READ_SHARED);
            case TO_SHARED -> operation(unit(GuestOp.Side.SHARED), OpClass.TO_SHARED);
            case TO_PRIVATE -> operation(unit(GuestOp.Side.PRIVATE), OpClass.TO_PRIVATE);
            case HOLD -> {
                stage = Stage.TO_PRIVATE;
                yield Next.PAUSE;
            }
            case END, TOUCH -> Next.DONE;
        };
    }

    private ThreadOp unit(GuestOp.Side to) {
        return memory.converting(page, phase.unitPages(), to);
    }

    private Next operation(ThreadOp next, OpClass kind) {
        op = next;
        what = kind;
        isUnderWay = true;
        return Next.OPERATION;
    }

    /** The unit around the page; what of it is accepted already, or claimed, is skipped. */
    private void claimUnit() {
        long unit = phase.unitPages();
        range(Stage.ACCEPT_UNIT, page / unit * unit, unit);
        for (long each = cursor; each < end; each++) {
            if (!memory.isAccepted(each)) {
                memory.claim(each);
            }
        }
        skipAccepted();
    }

    private void skipAccepted() {
        while (cursor < end && memory.isAccepted(cursor)) {
            cursor++;
        }
    }

    private void ended(OpResult result) {
        boolean isAccept = what == OpClass.ACCEPT;
        if (stage == Stage.READ && result == OpResult.PENDING) {
            memory.lose(page);
            stage = Stage.TOUCH;
            return;
        }
        if (result != OpResult.OK && !(isAccept && result == OpResult.ALREADY)) {
            return; // again
        }
        switch (stage) {
            case ACCEPT, ACCEPT_UNIT, TAKE_BACK -> accepted();
            case READ_SHARED -> {
                cursor++;
                stage = cursor < end ? Stage.READ_SHARED : Stage.HOLD;
            }
            case TO_SHARED -> range(Stage.READ_SHARED, page, phase.unitPages());
            case TO_PRIVATE -> range(Stage.TAKE_BACK, page, phase.unitPages());
            case TOUCH, READ, HOLD, END -> stage = Stage.END;
        }
    }

    private void accepted() {
        memory.accept(cursor);
        cursor++;
        if (stage == Stage.ACCEPT_UNIT) {
            skipAccepted();
        }
        if (cursor >= end) {
            isUnitDone = stage == Stage.ACCEPT_UNIT;
            stage = isUnitDone ? Stage.READ : Stage.END;
        }
    }

    /** True once after the last page of a unit was accepted. */
    boolean takeUnitDone() {
        boolean wasDone = isUnitDone;
        isUnitDone = false;
        return wasDone;
    }
}
