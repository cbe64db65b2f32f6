package dev.seamstress.trace.html;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/**
 * What pages for a browser have in common: their colours, and a policy that lets one script and one style do something
 * and nothing else.
 *
 * <p>Source: HTML Living Standard, 4.12.1.3, restrictions for contents of script elements; Content Security Policy
 * Level 3, 6.7.3, hashes.
 */
public final class PageParts {
    private PageParts() {}

    /** A file beside a class. */
    public static String resource(Class<?> beside, String name) throws IOException {
        try (InputStream in = beside.getResourceAsStream(name)) {
            return new String(in.readAllBytes(), UTF_8);
        }
    }

    /** The colours, light and dark, as CSS. */
    public static String theme() throws IOException {
        return resource(PageParts.class, "theme.css");
    }

    /** The Content-Security-Policy of a page with this script and this style. */
    public static String policy(String script, String style) {
        return "default-src 'none'; script-src '" + hash(script) + "'; style-src '" + hash(style)
                + "'; base-uri 'none'; form-action 'none'";
    }

    private static String hash(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8));
            return "sha256-" + Base64.getEncoder().encodeToString(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every JDK has it
        }
    }

    /** JSON for a script element, in which {@code <} occurs in strings only, so that no text can end the element. */
    public static String escaped(String json) {
        return json.replace("<", "\\u003c");
    }

    /** A page with its parts put in; {@code data}, which may hold anything, comes last. */
    public static String filled(String page, String policy, String style, String script, String data) {
        String whole =
                page.replace("{policy}", policy).replace("{style}", style).replace("{script}", script);
        int place = whole.indexOf("{data}");
        return whole.substring(0, place) + data + whole.substring(place + "{data}".length());
    }
}
