/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.render;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The shape of one letter: strokes of a round pen, on a grid with one unit per pixel. The foot of a line is at y = 0, small
 * letters reach up to 6, capitals to 9. Immutable.
 */
final class Glyph {
    private static final int FOOT = 3; // y of the foot of a line in the table
    private static final int CURVE_STEPS = 6;

    /**
     * A letter, then its strokes. A stroke is a row of points, two digits x and y of base 36 each, joined by straight lines;
     * after {@code ~} they are the control points of a curve between the first and the last, after {@code @} of a closed
     * one (quadratic B-splines).
     */
    private static final String TABLE =
            """
            ! 0c06 0304
            " 0c09 2c29
            # 132c 435c 0666 0969
            $ ~6a5c0c0868631305 3d32
            % 037c @090c3c39 @43467673
            & ~67430307494c1c1963
            ' 0c09
            ( ~2d0a0421
            ) ~0d2a2401
            * 2b27 0a48 4a08
            + 0666 3339
            , 1402
            - 0747
            . 0304
            / 024d
            0 @030c5c53
            1 0a2c23
            2 ~0a0c5c5803 0353
            3 ~0b1c5c5828 ~2858531304
            4 434c0656
            5 5c0c08 ~0859531304
            6 @03085853 ~4c0a05
            7 0c5c13
            8 @080c5c58 @03085853
            9 @070c5c57 ~5a5513
            : 0304 0809
            ; 1402 1819
            < 590653
            = 0555 0858
            > 095603
            ? ~0a0c5c592826 2324
            @ @020c8c82 @25295955 5955
            A 033c63 1656
            B 030c2c ~2c5c5828 2808 ~28686323 2303
            C ~6a5c0c035365
            D 030c2c ~2c6c6323 2303
            E 5c0c0353 0848
            F 5c0c03 0848
            G ~6a5c0c036367 6737
            H 0c03 6c63 0868
            I 0c03
            J 4c46 ~46430305
            K 0c03 5c06 2863
            L 0c0353
            M 030c468c83
            N 030c636c
            O @030c7c73
            P 030c2c ~2c6c6727 2707
            Q @030c7c73 4673
            R 030c2c ~2c6c6727 2707 3763
            S ~6a5c0c0868631305
            T 0c6c 3c33
            U 0c06 ~06036366 666c
            V 0c336c
            W 0c235b83ac
            X 0c63 6c03
            Y 0c386c 3833
            Z 0c6c0363
            [ 2d0d0121
            \\ 0d42
            ] 0d2d2101
            ^ 092c49
            _ 0262
            ` 0c1a
            a @03095953 5953
            b 0c03 @03095953
            c ~584909034354
            d 5c53 @03095953
            e 0656 ~565909034354
            f ~4c1c19 1913 0939
            g @03095953 5952 ~52502001
            h 0c03 ~06095956 5653
            i 0903 0b0c
            j 2922 2b2c ~222001
            k 0c03 4905 2753
            l 0c05 ~050323
            m 0903 ~06094946 4643 ~46498986 8683
            n 0903 ~06095956 5653
            o @03095953
            p 0900 @03095953
            q 5950 @03095953
            r 0903 ~060949
            s ~5849090656531304
            t 1b15 ~151343 0939
            u 0906 ~06035356 5953
            v 092349
            w 0923496389
            x 0953 5903
            y 0923 4910
            z 09590353
            { ~3d1d1707 ~07171131
            | 0d01
            } ~0d2d2737 ~37272101
            ~ ~06184557
            """;

    private static final Glyph BLANK = new Glyph(List.of(), 2);
    private static final Glyph UNKNOWN = parsed("030c5c5303");
    private static final Map<Character, Glyph> GLYPHS = TABLE.lines()
            .map(String::strip)
            .collect(Collectors.toUnmodifiableMap(line -> line.charAt(0), line -> parsed(line.substring(2))));

    private final List<Segment> segments;
    private final int width;

    private Glyph(List<Segment> segments, int width) {
        this.segments = segments;
        this.width = width;
    }

    /** A straight piece of a stroke. */
    private record Segment(double x, double y, double dx, double dy) {
        double distance(double px, double py) {
            double length = dx * dx + dy * dy;
            double along = length == 0 ? 0 : ((px - x) * dx + (py - y) * dy) / length;
            double nearest = Math.max(0, Math.min(1, along));
            double ox = px - x - nearest * dx;
            double oy = py - y - nearest * dy;
            return Math.sqrt(ox * ox + oy * oy);
        }
    }

    /** A point of the grid. */
    private record Point(double x, double y) {
        Point towards(Point other, double share) {
            return new Point(x + (other.x - x) * share, y + (other.y - y) * share);
        }
    }

    static Glyph of(char letter) {
        return letter == ' ' ? BLANK : GLYPHS.getOrDefault(letter, UNKNOWN);
    }

    /** From the leftmost to the rightmost end of the pen. */
    int width() {
        return width;
    }

    /** How far a point of the grid is from the nearest stroke. */
    double distance(double x, double y) {
        return segments.stream()
                .mapToDouble(segment -> segment.distance(x, y))
                .min()
                .orElse(Double.POSITIVE_INFINITY);
    }

    private static Glyph parsed(String strokes) {
        List<Segment> segments = new ArrayList<>();
        for (String stroke : strokes.split(" ", -1)) {
            List<Point> line = line(stroke);
            for (int i = 1; i < line.size(); i++) {
                Point from = line.get(i - 1);
                Point to = line.get(i);
                segments.add(new Segment(from.x, from.y, to.x - from.x, to.y - from.y));
            }
        }
        int width = strokes.replaceAll("[~@ ]", "")
                .replaceAll("(.).", "$1")
                .chars()
                .map(digit -> Character.digit(digit, 36))
                .max()
                .orElseThrow();
        return new Glyph(List.copyOf(segments), width);
    }

    private static List<Point> line(String stroke) {
        return switch (stroke.charAt(0)) {
            case '~' -> curve(points(stroke.substring(1)));
            case '@' -> curve(closed(points(stroke.substring(1))));
            default -> points(stroke);
        };
    }

    private static List<Point> points(String digits) {
        List<Point> points = new ArrayList<>();
        for (int i = 0; i < digits.length(); i += 2) {
            points.add(
                    new Point(Character.digit(digits.charAt(i), 36), Character.digit(digits.charAt(i + 1), 36) - FOOT));
        }
        return points;
    }

    /** The same curve as an open one that begins and ends between the last and the first point. */
    private static List<Point> closed(List<Point> points) {
        Point seam = points.get(points.size() - 1).towards(points.get(0), 0.5);
        List<Point> open = new ArrayList<>(points);
        open.add(0, seam);
        open.add(seam);
        return open;
    }

    private static List<Point> curve(List<Point> points) {
        List<Point> line = new ArrayList<>(List.of(points.get(0)));
        int last = points.size() - 1;
        Point from = points.get(0);
        for (int i = 1; i < last; i++) {
            Point control = points.get(i);
            Point start = from;
            Point end = i == last - 1 ? points.get(last) : control.towards(points.get(i + 1), 0.5);
            Function<Double, Point> at = t -> start.towards(control, t).towards(control.towards(end, t), t);
            for (int step = 1; step <= CURVE_STEPS; step++) {
                line.add(at.apply((double) step / CURVE_STEPS));
            }
            from = end;
        }
        return line;
    }
}
