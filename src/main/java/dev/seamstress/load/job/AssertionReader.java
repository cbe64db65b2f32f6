package dev.seamstress.load.job;

import com.typesafe.config.ConfigValue;
import dev.seamstress.scenario.problem.Near;
import java.util.List;
import java.util.OptionalDouble;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads assertions: {@code fault.private.p99 < 200us}, {@code busy.share < 1%}, {@code little.worst < 0.01}. */
final class AssertionReader {
    static final String EXAMPLE =
            "as in \"fault.private.p99 < 200us\", \"busy.share < 1%\" or \"op.accept.rate > 20k/s\"";
    private static final Pattern FORM = Pattern.compile("\\s*([a-z0-9._-]+)\\s*(<=|>=|<|>|=)\\s*(\\S.*?)\\s*");

    private AssertionReader() {}

    /** The assertion, or null, with what is wrong in {@code findings}. */
    static Assertion read(ConfigValue value, List<String> metrics, Findings findings) {
        String text = String.valueOf(value.unwrapped());
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            findings.wrong(value, text, "`" + text + "` is no assertion", EXAMPLE);
            return null;
        }
        String metric = matcher.group(1);
        if (!metrics.contains(metric)) {
            String near = Near.best(metric, metrics);
            String hint = near == null ? "`seamstress load --metrics` lists them" : "did you mean `" + near + "`?";
            findings.wrong(value, text, "no metric `" + metric + "`", hint);
            return null;
        }
        MetricUnit unit = MetricUnit.of(metric);
        OptionalDouble bound = unit.read(matcher.group(3));
        if (bound.isEmpty()) {
            String message = "`" + metric + "` cannot be compared with `" + matcher.group(3) + "`";
            findings.wrong(value, text, message, "it is " + unit.form());
            return null;
        }
        return new Assertion(text.strip(), metric, relation(matcher.group(2)), bound.getAsDouble());
    }

    private static Assertion.Relation relation(String sign) {
        for (Assertion.Relation relation : Assertion.Relation.values()) {
            if (relation.sign().equals(sign)) {
                return relation;
            }
        }
        throw new IllegalArgumentException(sign);
    }
}
