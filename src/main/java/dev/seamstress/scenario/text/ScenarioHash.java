package dev.seamstress.scenario.text;

import dev.seamstress.scenario.ast.Scenario;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** The name of a scenario's question: the same for two files that ask the same, however they are written. */
public final class ScenarioHash {
    private static final int DIGITS = 12;

    private ScenarioHash() {}

    /** The first 12 hex digits of the SHA-256 of {@link JsonWriter#question}. */
    public static String of(Scenario scenario) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            byte[] hash = digest.digest(JsonWriter.question(scenario).getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash).substring(0, DIGITS);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
