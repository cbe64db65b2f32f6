package dev.seamstress.load.stats;

/** Linear least squares of a few unknowns. */
final class LeastSquares {
    private static final double SINGULAR = 1e-13;

    private LeastSquares() {}

    /**
     * The factors of the {@code columns} for which the rows come nearest to 1; the others have 0. Null if there is no
     * single best answer.
     */
    static double[] ones(double[][] rows, int[] columns) {
        int size = columns.length;
        double[] scale = new double[size];
        for (double[] row : rows) {
            for (int i = 0; i < size; i++) {
                scale[i] = Math.max(scale[i], Math.abs(row[columns[i]]));
            }
        }
        double[][] normal = new double[size][size + 1];
        for (double[] row : rows) {
            for (int i = 0; i < size; i++) {
                double scaled = row[columns[i]] / scale[i];
                for (int j = 0; j < size; j++) {
                    normal[i][j] += scaled * row[columns[j]] / scale[j];
                }
                normal[i][size] += scaled;
            }
        }
        if (!isSolved(normal)) {
            return null;
        }
        double[] all = new double[rows[0].length];
        for (int i = 0; i < size; i++) {
            all[columns[i]] = normal[i][size] / scale[i];
        }
        return all;
    }

    /** Gauss and Jordan, with pivots; the last column becomes the solution. */
    private static boolean isSolved(double[][] system) {
        int size = system.length;
        for (int step = 0; step < size; step++) {
            int pivot = step;
            for (int row = step + 1; row < size; row++) {
                pivot = Math.abs(system[row][step]) > Math.abs(system[pivot][step]) ? row : pivot;
            }
            double[] top = system[pivot];
            system[pivot] = system[step];
            system[step] = top;
            if (!(Math.abs(top[step]) > SINGULAR)) {
                return false;
            }
            for (int row = 0; row < size; row++) {
                if (row != step) {
                    double factor = system[row][step] / top[step];
                    for (int column = step; column <= size; column++) {
                        system[row][column] -= factor * top[column];
                    }
                }
            }
        }
        for (int row = 0; row < size; row++) {
            system[row][size] /= system[row][row];
        }
        return true;
    }
}
