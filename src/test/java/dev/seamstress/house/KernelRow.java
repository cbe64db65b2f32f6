package dev.seamstress.house;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * One thing that the kernel does, and what became of it here: a row of the kernel map.
 *
 * <p>Shape: {@code functions} are names of the kernel, without parentheses, empty if the row is about no function. What
 * is modelled has {@code guards}, what is not has a reason, the {@code remark}; where nothing happens, and a test can
 * tell why, both.
 *
 * @param place file and line, for complaints
 * @param here how it is in the model
 * @param remark begins with {@code not modelled} or {@code nothing happens}
 */
record KernelRow(String place, String what, List<String> functions, String here, List<Guard> guards, String remark) {
    private static final Pattern GUARD = Pattern.compile("(\\w+)(?:\\.(\\w+))?(?: in ([\\w./-]+))?");
    private static final String NOTHING = "nothing happens";
    private static final List<String> REMARKS = List.of("not modelled", NOTHING);

    /**
     * A test that fails when the row is no longer true.
     *
     * @param test the simple name of its class
     * @param method one of its methods; empty for all
     * @param scenario the scenario in which it meets the row, below {@code scenarios} and without the ending; or empty
     */
    record Guard(String test, String method, String scenario) {
        private static Guard of(String text) {
            Matcher parts = GUARD.matcher(text);
            if (!parts.matches()) {
                throw new IllegalArgumentException("no test: " + text);
            }
            return new Guard(parts.group(1), orEmpty(parts.group(2)), orEmpty(parts.group(3)));
        }

        private static String orEmpty(String group) {
            return group == null ? "" : group;
        }
    }

    boolean isModelled() {
        return remark.isEmpty();
    }

    private boolean isNothing() {
        return remark.startsWith(NOTHING);
    }

    /**
     * The rows of a file: blocks with an empty line between them. The first line of a block says what the kernel does;
     * the others begin with a key and a colon, and go on in lines that are indented. A line that begins with {@code #}
     * is for those who edit the file.
     */
    static List<KernelRow> in(SourceFile file) {
        List<KernelRow> rows = new ArrayList<>();
        List<String> block = new ArrayList<>();
        for (int i = 0; i <= file.lines().size(); i++) {
            String line = i == file.lines().size() ? "" : file.lines().get(i);
            if (!line.isBlank()) {
                block.add(line);
                continue;
            }
            block.removeIf(one -> one.startsWith("#"));
            if (!block.isEmpty()) {
                rows.add(of(file.path(), i - block.size() + 1, block));
                block.clear();
            }
        }
        return rows;
    }

    private static KernelRow of(Path file, int line, List<String> block) {
        TreeMap<String, String> values = new TreeMap<>();
        String key = "";
        for (String one : block.subList(1, block.size())) {
            if (!one.startsWith(" ")) {
                key = one.substring(0, Math.max(0, one.indexOf(':')));
            }
            String value = one.startsWith(" ") ? one : one.substring(key.length() + 1);
            values.merge(key, value.strip(), (before, more) -> before + " " + more);
        }
        String place = file.getFileName() + ":" + line;
        String remark = REMARKS.stream()
                .filter(values::containsKey)
                .map(word -> word + ": " + values.remove(word))
                .findFirst()
                .orElse("");
        KernelRow row = new KernelRow(
                place,
                block.get(0),
                split(values.remove("in KVM"), ", ").toList(),
                values.containsKey("here") ? values.remove("here") : "",
                split(values.remove("tests"), "; ").map(Guard::of).toList(),
                remark);
        if (!values.isEmpty() || row.guards.isEmpty() == row.isModelled() && !row.isNothing()) {
            throw new IllegalArgumentException(place + ": a row has `in KVM`, `here`, and either `tests` or one of "
                    + REMARKS + "; this one has also " + values.keySet());
        }
        return row;
    }

    private static Stream<String> split(String list, String separator) {
        return list == null ? Stream.of() : Stream.of(list.split(separator));
    }
}
