package io.tocsin.benchmarks;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.HdrHistogram.Histogram;

/**
 * Histograms of nanoseconds as a picture in SVG: values against percentiles, both on logarithmic axes, so that each
 * further nine has the same room, as the plots of HdrHistogram do.
 */
final class PercentilePlot {
    private static final int WIDTH = 860;
    private static final int HEIGHT = 460;
    private static final int LEFT = 80;
    private static final int TOP = 50;
    private static final int PLOT_WIDTH = 740;
    private static final int PLOT_HEIGHT = 300;
    private static final int NINES = 5;
    private static final int STEPS = 500;
    private static final int LINE_HEIGHT = 14;
    private static final int LEGEND_STEP = 20;
    private static final String[] COLOURS = {"#0b62a4", "#c8501e", "#2e7d32", "#6a3d9a"};
    private static final String[] PERCENTILES = {"0", "90", "99", "99.9", "99.99", "99.999"};

    private final StringBuilder svg = new StringBuilder(1 << 16);
    private final int lowestPower;
    private final int highestPower;

    private PercentilePlot(Map<String, Histogram> series) {
        int lowest = Integer.MAX_VALUE;
        int highest = Integer.MIN_VALUE;
        for (Histogram histogram : series.values()) {
            lowest = Math.min(lowest, (int) Math.floor(Math.log10(Math.max(1, (double) histogram.getMinValue()))));
            highest = Math.max(highest, (int) Math.ceil(Math.log10(Math.max(2, valueAtNines(histogram, NINES)))));
        }
        lowestPower = lowest;
        highestPower = Math.max(highest, lowest + 1);
    }

    /** @param series none of them empty. */
    static String of(String title, Map<String, Histogram> series, List<String> footer) {
        PercentilePlot plot = new PercentilePlot(series);
        plot.begin(title);
        plot.axes();
        int index = 0;
        for (Map.Entry<String, Histogram> one : series.entrySet()) {
            plot.line(one.getKey(), one.getValue(), index++);
        }
        for (int i = 0; i < footer.size(); i++) {
            plot.text(LEFT, TOP + PLOT_HEIGHT + 55 + i * LINE_HEIGHT, "start", 10, footer.get(i));
        }
        return plot.svg.append("</svg>\n").toString();
    }

    private void begin(String title) {
        svg.append(String.format(
                Locale.ROOT,
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" font-family=\"sans-serif\">%n"
                        + "<rect width=\"100%%\" height=\"100%%\" fill=\"white\"/>%n",
                WIDTH,
                HEIGHT));
        text(LEFT, TOP - 20, "start", 16, title);
    }

    private void axes() {
        for (int nines = 0; nines <= NINES; nines++) {
            grid(x(nines), TOP, x(nines), TOP + PLOT_HEIGHT);
            text(x(nines), TOP + PLOT_HEIGHT + 16, "middle", 11, PERCENTILES[nines] + " %");
        }
        for (int power = lowestPower; power <= highestPower; power++) {
            grid(LEFT, y(Math.pow(10, power)), LEFT + PLOT_WIDTH, y(Math.pow(10, power)));
            text(LEFT - 6, y(Math.pow(10, power)) + 4, "end", 11, Quantity.of("Ns", Math.pow(10, power)));
        }
        text(LEFT + PLOT_WIDTH / 2.0, TOP + PLOT_HEIGHT + 34, "middle", 11, "percentile");
    }

    private void line(String name, Histogram histogram, int index) {
        String colour = COLOURS[index % COLOURS.length];
        svg.append("<polyline fill=\"none\" stroke-width=\"1.5\" stroke=\"")
                .append(colour)
                .append("\" points=\"");
        for (int i = 0; i <= STEPS; i++) {
            double nines = (double) NINES * i / STEPS;
            svg.append(String.format(Locale.ROOT, "%.1f,%.1f ", x(nines), y(valueAtNines(histogram, nines))));
        }
        svg.append("\"/>\n");
        int legendY = TOP + 16 + index * LEGEND_STEP;
        svg.append(String.format(
                Locale.ROOT,
                "<rect x=\"%d\" y=\"%d\" width=\"14\" height=\"4\" fill=\"%s\"/>%n",
                LEFT + 12,
                legendY - 6,
                colour));
        text(LEFT + 32, legendY, "start", 12, name + ", " + histogram.getTotalCount() + " values");
    }

    private static double valueAtNines(Histogram histogram, double nines) {
        return histogram.getValueAtPercentile(100 - 100 * Math.pow(10, -nines));
    }

    private static double x(double nines) {
        return LEFT + PLOT_WIDTH * nines / NINES;
    }

    private double y(double valueNs) {
        double height = (Math.log10(Math.max(1, valueNs)) - lowestPower) / (double) (highestPower - lowestPower);
        return TOP + PLOT_HEIGHT * (1 - Math.min(1, Math.max(0, height)));
    }

    private void grid(double x1, double y1, double x2, double y2) {
        svg.append(String.format(Locale.ROOT, "<path d=\"M%.1f %.1fL%.1f %.1f\" stroke=\"#ddd\"/>%n", x1, y1, x2, y2));
    }

    private void text(double x, double y, String anchor, int size, String text) {
        svg.append(String.format(
                Locale.ROOT,
                "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\" font-size=\"%d\">%s</text>%n",
                x,
                y,
                anchor,
                size,
                text.replace("&", "&amp;").replace("<", "&lt;")));
    }
}
