package dev.seamstress.actor;

import dev.seamstress.core.machine.Message;
import java.util.Arrays;

/** Two append-only lists, of numbers and of messages, in pieces: a long run's log grows without being copied. */
final class Tape {
    private static final int SHIFT = 12;
    private static final int PIECE = 1 << SHIFT;

    private long[][] numbers = new long[4][];
    private int length;
    private Message[][] messages = new Message[4][];
    private int messageCount;

    void add(long number) {
        int piece = length >>> SHIFT;
        if (piece == numbers.length) {
            numbers = Arrays.copyOf(numbers, 2 * piece);
        }
        if (numbers[piece] == null) {
            numbers[piece] = new long[PIECE];
        }
        numbers[piece][length++ & (PIECE - 1)] = number;
    }

    /** How many numbers it has. */
    int length() {
        return length;
    }

    long get(int index) {
        return numbers[index >>> SHIFT][index & (PIECE - 1)];
    }

    void set(int index, long number) {
        numbers[index >>> SHIFT][index & (PIECE - 1)] = number;
    }

    void addMessage(Message message) {
        int piece = messageCount >>> SHIFT;
        if (piece == messages.length) {
            messages = Arrays.copyOf(messages, 2 * piece);
        }
        if (messages[piece] == null) {
            messages[piece] = new Message[PIECE];
        }
        messages[piece][messageCount++ & (PIECE - 1)] = message;
    }

    Message message(int index) {
        return messages[index >>> SHIFT][index & (PIECE - 1)];
    }
}
