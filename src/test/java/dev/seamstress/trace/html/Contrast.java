package dev.seamstress.trace.html;

import java.io.IOException;

/**
 * Contrast between the colours of a page, which are custom properties of its root.
 *
 * <p>Source: WCAG 2.2, relative luminance and contrast ratio.
 */
public final class Contrast {
    private static final String TOO_LOW = """
            (() => {
              const style = getComputedStyle(document.documentElement);
              const light = name => {
                const hex = style.getPropertyValue('--' + name).trim().slice(1);
                const full = hex.length === 3 ? [...hex].map(c => c + c).join('') : hex;
                const c = [0, 2, 4].map(i => parseInt(full.substr(i, 2), 16) / 255)
                    .map(v => v <= .04045 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4);
                return .2126 * c[0] + .7152 * c[1] + .0722 * c[2];
              };
              const bad = [];
              for (const ink of '%s'.split(' ')) {
                for (const paper of '%s'.split(' ')) {
                  const [a, b] = [light(ink), light(paper)].sort((x, y) => y - x);
                  const contrast = (a + .05) / (b + .05);
                  if (!(contrast >= %s)) bad.push(ink + ' on ' + paper + ' ' + contrast);
                }
              }
              return bad.join();
            })()""";

    private Contrast() {}

    /** The pairs of an ink and a paper, each of them names with spaces between, that have less than {@code least}. */
    public static String tooLow(BrowserTab browser, String inks, String papers, double least) throws IOException {
        return browser.evaluate(TOO_LOW.formatted(inks, papers, least));
    }
}
