package dev.seamstress.trace.html;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a browser tells those who do not see of a page.
 *
 * <p>Source: chromedevtools.github.io/devtools-protocol: Accessibility.getFullAXTree.
 */
public final class AccessibilityTree {
    private final List<Node> nodes = new ArrayList<>();

    /**
     * What is told of one element.
     *
     * @param properties such as {@code focusable}, with their values
     * @param related the DOM id of the active descendant, if it has one
     */
    public record Node(String role, String name, Map<String, String> properties, String related) {
        /** True if the property is there and true. */
        public boolean is(String property) {
            return "true".equals(properties.get(property));
        }
    }

    private AccessibilityTree() {}

    /** That of the page as it is now; what nobody is told of is left out. */
    public static AccessibilityTree of(BrowserTab browser) throws IOException {
        Map<String, String> all = browser.call("Accessibility.getFullAXTree");
        AccessibilityTree tree = new AccessibilityTree();
        for (int i = 0; all.containsKey("/result/nodes/" + i + "/nodeId"); i++) {
            String at = "/result/nodes/" + i;
            if (!"true".equals(all.get(at + "/ignored"))) {
                tree.nodes.add(node(all, at));
            }
        }
        return tree;
    }

    private static Node node(Map<String, String> all, String at) {
        Map<String, String> properties = new TreeMap<>();
        String related = "";
        for (int j = 0; all.containsKey(at + "/properties/" + j + "/name"); j++) {
            String name = all.get(at + "/properties/" + j + "/name");
            String value = all.get(at + "/properties/" + j + "/value/value");
            if (value != null) {
                properties.put(name, value);
            }
            if (name.equals("activedescendant")) {
                related = all.getOrDefault(at + "/properties/" + j + "/value/relatedNodes/0/idref", "");
            }
        }
        return new Node(
                all.getOrDefault(at + "/role/value", ""),
                all.getOrDefault(at + "/name/value", "").strip(),
                properties,
                related);
    }

    /** All nodes, in the order of the tree's levels. */
    public List<Node> nodes() {
        return List.copyOf(nodes);
    }

    /** Those of a role. */
    public List<Node> of(String role) {
        return nodes.stream().filter(node -> node.role().equals(role)).toList();
    }

    /** The names of those of a role. */
    public List<String> names(String role) {
        return of(role).stream().map(Node::name).toList();
    }
}
