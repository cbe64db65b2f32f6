package dev.seamstress.core.thread;

/**
 * Where the operations of a thread come from that runs no script.
 *
 * <p>Source: none; this is the load's, not KVM's.
 */
public interface OperationSource {
    /** Operation {@code number} of the thread, which was offered to it; null if that is the end of its column. */
    ThreadOp operation(int thread, int number);
}
