package dev.seamstress.load.job;

import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import dev.seamstress.scenario.problem.Near;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * A group of a job file, read key by key. What is wrong goes to the {@link Findings}, and a value that would do stands
 * in for it, so that all errors of a file are found at once.
 */
final class Group {
    private final ConfigObject object;
    private final String path;
    private final Findings findings;
    private final List<String> known = new ArrayList<>();

    Group(ConfigObject object, String path, Findings findings) {
        this.object = object;
        this.path = path;
        this.findings = findings;
    }

    String path(String key) {
        return path.isEmpty() ? key : path + "." + key;
    }

    private ConfigValue value(String key) {
        has(key);
        return object.get(key);
    }

    boolean has(String key) {
        if (!known.contains(key)) {
            known.add(key);
        }
        return object.containsKey(key);
    }

    /** The text of a simple value, or {@code otherwise} if there is none. */
    String text(String key, String otherwise) {
        ConfigValue value = value(key);
        if (value == null) {
            return otherwise;
        }
        if (value.valueType() == ConfigValueType.OBJECT || value.valueType() == ConfigValueType.LIST) {
            wrong(key, "expected one value for `" + path(key) + "`", null);
            return otherwise;
        }
        return String.valueOf(value.unwrapped());
    }

    private void required(String key, String what) {
        findings.breaks(path(key));
        if (!findings.isBroken(path)) {
            findings.missing(object, path, "expected `" + path(key) + "`", what);
        }
    }

    /** What the key says cannot be. */
    void wrong(String key, String message, String hint) {
        findings.breaks(path(key));
        findings.wrong(object.get(key), path(key), message, hint);
    }

    /** True if it is not known what one of the keys was to be; what follows from it is then no problem of its own. */
    boolean isBroken(String... keys) {
        return Arrays.stream(keys).anyMatch(key -> findings.isBroken(path(key)));
    }

    /** A whole number from {@code min} to {@code max}; {@code otherwise} if it is not there, unless that is -1. */
    long count(String key, long min, long max, long otherwise) {
        String text = text(key, null);
        if (text == null) {
            if (otherwise < 0 && !object.containsKey(key)) {
                required(key, "it is a number from " + min + " to " + max);
            }
            return Math.max(otherwise, min);
        }
        if (text.matches("\\d{1,15}") && Long.parseLong(text) >= min && Long.parseLong(text) <= max) {
            return Long.parseLong(text);
        }
        wrong(key, "`" + path(key) + "` cannot be " + text, "it is a number from " + min + " to " + max);
        return min;
    }

    /** A time in nanoseconds; {@code otherwise} if it is not there, unless that is -1. */
    long time(String key, long otherwise) {
        return quantity(key, otherwise, Quantity.TIMES, Quantity.TIMES_MOST, Quantity::time);
    }

    /** A size in 4K pages, at least one; {@code otherwise} if it is not there, unless that is -1. */
    long pages(String key, long otherwise) {
        long least = otherwise < 0 ? -1 : otherwise << 12;
        long bytes = quantity(key, least, Quantity.SIZES, Quantity.SIZES_MOST, Quantity::size);
        if (object.containsKey(key) && (bytes & 0xfff) != 0) {
            wrong(key, "`" + path(key) + "` is no whole number of pages", "a page has 4KiB");
        }
        return bytes >>> 12;
    }

    private interface Reader {
        OptionalLong read(String text);
    }

    /** {@code hint}: for what is no quantity at all; {@code most}: for one that is too much. */
    private long quantity(String key, long otherwise, String hint, String most, Reader reader) {
        String text = text(key, null);
        if (text == null) {
            if (otherwise < 0 && !object.containsKey(key)) {
                required(key, hint);
            }
            return Math.max(otherwise, 0);
        }
        OptionalLong read = reader.read(text);
        if (read.isEmpty()) {
            wrong(key, "`" + path(key) + "` cannot be `" + text + "`", Quantity.isQuantity(text) ? most : hint);
        }
        return read.orElse(Math.max(otherwise, 0));
    }

    /** How many a second. It must be there. */
    double rate(String key) {
        String text = text(key, null);
        if (text == null) {
            required(key, Quantity.RATES);
            return 1;
        }
        OptionalDouble rate = Quantity.rate(text);
        if (rate.isEmpty() || rate.getAsDouble() <= 0 || rate.getAsDouble() > 1e9) {
            wrong(
                    key,
                    "`" + path(key) + "` cannot be `" + text + "`",
                    rate.isEmpty() ? Quantity.RATES : Quantity.RATES_MOST);
            return 1;
        }
        return rate.getAsDouble();
    }

    /** A word of an enum, in lower case; {@code otherwise} if it is not there, unless that is null. */
    <E extends Enum<E>> E word(String key, E[] words, E otherwise) {
        List<String> texts = Arrays.stream(words)
                .map(word -> word.name().toLowerCase(Locale.ROOT))
                .toList();
        String text = text(key, null);
        if (text == null) {
            if (otherwise == null && !object.containsKey(key)) {
                required(key, "it is " + Near.list(texts, "or"));
            }
            return otherwise == null ? words[0] : otherwise;
        }
        int place = texts.indexOf(text);
        if (place < 0) {
            wrong(key, "`" + path(key) + "` cannot be `" + text + "`", Near.hint(text, texts, null));
            return words[0];
        }
        return words[place];
    }

    /** The group of that key, empty if it is not there. */
    Group group(String key) {
        ConfigValue value = value(key);
        if (value != null && value.valueType() != ConfigValueType.OBJECT) {
            wrong(key, "`" + path(key) + "` is a group in braces", null);
        }
        boolean isGroup = value instanceof ConfigObject;
        return new Group(isGroup ? (ConfigObject) value : Findings.EMPTY, path(key), findings);
    }

    /** The values of a list, none if it is not there. */
    List<ConfigValue> list(String key) {
        ConfigValue value = value(key);
        if (value == null || value instanceof ConfigList) {
            return value == null ? List.of() : List.copyOf((ConfigList) value);
        }
        String hint = "a part of it is set by a name: let { n = 4 } and ${let.n} in the list, and --set let.n=8";
        wrong(key, "`" + path(key) + "` is a list in brackets", hint);
        return List.of();
    }

    /** The groups of a list. */
    List<Group> groups(String key) {
        List<Group> groups = new ArrayList<>();
        for (ConfigValue value : list(key)) {
            String inner = path(key) + "[" + groups.size() + "]";
            if (value instanceof ConfigObject one) {
                groups.add(new Group(one, inner, findings));
            } else {
                findings.wrong(value, path(key), "`" + inner + "` is a group in braces", null);
            }
        }
        return groups;
    }

    /** The group's own value, for problems of it as a whole. */
    ConfigObject object() {
        return object;
    }

    /** Every key that nobody has asked for is a problem. */
    void noMore() {
        for (Map.Entry<String, ConfigValue> entry : object.entrySet()) {
            if (!known.contains(entry.getKey())) {
                String hint = Near.hint(entry.getKey(), known, "keys here are " + Near.list(known, "and"));
                findings.wrong(entry.getValue(), entry.getKey(), "no key `" + path(entry.getKey()) + "`", hint);
            }
        }
    }
}
