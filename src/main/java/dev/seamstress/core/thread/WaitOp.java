package dev.seamstress.core.thread;

/** Waits until the script's condition of that number holds. {@code script}: the id of the machine that knows. */
public record WaitOp(int script, int condition) implements ThreadOp {}
