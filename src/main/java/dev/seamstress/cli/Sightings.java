package dev.seamstress.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.seamstress.decode.Decoded;
import dev.seamstress.decode.Explained;
import dev.seamstress.decode.Explained.Word;
import dev.seamstress.decode.Reading;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.util.Comparator;
import java.util.List;

/**
 * Where statuses of calls, and complaints of KVM, can be seen: for each call, status, and what comes of it, and for
 * each complaint, one run of a shipped scenario, of those that a test has played the plainest.
 *
 * @param isExact false if nobody has seen the status, and these are of the same one with another operand
 */
record Sightings(List<Sighting> runs, boolean isExact) {
    /** Of a status without a call there may be many. */
    private static final int MOST = 4;

    private static final Sightings NONE = new Sightings(List.of(), true);
    private static final List<Sighting> ALL = read();

    private static List<Sighting> read() {
        try (BufferedReader lines = new BufferedReader(
                new InputStreamReader(Sightings.class.getResourceAsStream("sightings.txt"), UTF_8))) {
            return lines.lines().map(Sighting::of).toList();
        } catch (IOException problem) {
            throw new UncheckedIOException(problem);
        }
    }

    /** All that there are, by name, status, and what comes of it. */
    static List<Sighting> all() {
        return ALL;
    }

    /** Those of the status that a place of a text tells; none if it tells none. */
    static Sightings of(Explained one) {
        for (Word word : one.words()) {
            boolean isStatus =
                    !word.readings().isEmpty() && isError(word.readings().get(0), word.value());
            if (isStatus) {
                return of(one.call(), word.value());
            }
        }
        return NONE;
    }

    /** True of a status that is more than the reason for an exit. */
    private static boolean isError(Decoded reading, long value) {
        return reading.reading() == Reading.STATUS && value >>> Integer.SIZE != 0;
    }

    /** That of a complaint; none, or one. */
    static List<Sighting> of(Complaint complaint) {
        return ALL.stream().filter(one -> one.what().equals(complaint.name())).toList();
    }

    /** {@code call}: as Intel spells it, or empty for any. Of a call that a log tells of KVM may not have gone on. */
    private static Sightings of(String call, long status) {
        List<Sighting> same = ALL.stream()
                .filter(one -> one.isOfCall() && (call.isEmpty() || one.name().equals(call)))
                .filter(one -> one.status() >>> Integer.SIZE == status >>> Integer.SIZE)
                .toList();
        List<Sighting> exact =
                same.stream().filter(one -> one.status() == status).toList();
        boolean isExact = !exact.isEmpty() || same.isEmpty();
        Comparator<Sighting> worstFirst = Comparator.comparing(
                        (Sighting one) -> !call.isEmpty() && one.end() != Sighting.End.BUG)
                .thenComparing(Sighting::how);
        List<Sighting> runs =
                (isExact ? exact : same).stream().sorted(worstFirst).limit(MOST).toList();
        return new Sightings(runs, isExact);
    }
}
