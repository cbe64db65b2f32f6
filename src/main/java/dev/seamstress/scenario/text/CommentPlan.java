package dev.seamstress.scenario.text;

import dev.seamstress.scenario.parse.Comment;
import dev.seamstress.scenario.parse.Layout;
import dev.seamstress.scenario.parse.Parsed;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Which comments stand above and behind each piece.
 *
 * <p>A comment goes behind the piece on whose last line it begins or inside which it stands, else above the next piece.
 * Behind a piece there is room for one comment to the end of the line, and for none of several lines: others go above.
 */
final class CommentPlan {
    static final CommentPlan NONE = new CommentPlan();

    private final Map<String, List<String>> above = new TreeMap<>();
    private final Map<String, List<String>> behind = new TreeMap<>();

    private CommentPlan() {}

    static CommentPlan of(Parsed parsed) {
        CommentPlan plan = new CommentPlan();
        List<Layout.Piece> pieces = parsed.layout().pieces();
        Map<String, List<Comment>> close = new TreeMap<>();
        for (Comment comment : parsed.comments()) {
            Layout.Piece piece = pieceOf(pieces, comment);
            boolean isBehind = comment.token() > piece.firstToken();
            if (isBehind) {
                close.computeIfAbsent(piece.key(), k -> new ArrayList<>()).add(comment);
            } else {
                plan.above.computeIfAbsent(piece.key(), k -> new ArrayList<>()).add(comment.text());
            }
        }
        close.forEach(plan::placeBehind);
        return plan;
    }

    /** The piece a comment belongs to: the one it stands inside or behind on the same line, else the next one. */
    private static Layout.Piece pieceOf(List<Layout.Piece> pieces, Comment comment) {
        for (Layout.Piece piece : pieces) {
            boolean isInside = piece.firstToken() < comment.token() && comment.token() <= piece.lastToken();
            boolean isLast = comment.token() == piece.lastToken() + 1 && comment.line() == piece.lastLine();
            boolean isNext = comment.token() <= piece.firstToken();
            if (isInside || isLast || isNext) {
                return piece;
            }
        }
        return pieces.get(pieces.size() - 1);
    }

    private void placeBehind(String key, List<Comment> comments) {
        for (int i = 0; i < comments.size(); i++) {
            Comment comment = comments.get(i);
            boolean isLast = i == comments.size() - 1;
            boolean fits = comment.isOneLine() && (!comment.isLineComment() || isLast);
            Map<String, List<String>> place = fits ? behind : above;
            place.computeIfAbsent(key, k -> new ArrayList<>()).add(comment.text());
        }
    }

    /** The comments on lines of their own above the piece. */
    List<String> above(String key) {
        return above.getOrDefault(key, List.of());
    }

    /** The comments at the end of the piece's line. */
    List<String> behind(String key) {
        return behind.getOrDefault(key, List.of());
    }

    boolean isAny(String key) {
        return above.containsKey(key) || behind.containsKey(key);
    }

    /** Whether the only comments of the block of facts stand behind its closing brace. */
    boolean isOnlyBehindClose(int decls) {
        boolean isInside = above.containsKey("close") || behind.containsKey("open");
        for (int i = 0; i < decls; i++) {
            isInside |= isAny("decl:" + i);
        }
        return !isInside;
    }
}
