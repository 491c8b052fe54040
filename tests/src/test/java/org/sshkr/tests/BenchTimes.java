package org.sshkr.tests;

import java.util.Arrays;

/** The times of repeated runs of one operation. */
final class BenchTimes {
  private final long[] nanos;
  private int count;

  BenchTimes(int capacity) {
    nanos = new long[capacity];
  }

  BenchTimes(long[] nanos) {
    this.nanos = nanos;
    this.count = nanos.length;
  }

  void add(long time) {
    nanos[count++] = time;
  }

  /** A percentile in milliseconds. */
  double percentile(int percent) {
    long[] sorted = Arrays.copyOf(nanos, count);
    Arrays.sort(sorted);
    return sorted[(count - 1) * percent / 100] / 1e6;
  }

  /** The table's head for the lines of {@link #row}. */
  static String head() {
    return String.format("%-24s %8s %8s", "", "p50", "p99");
  }

  /** The ratio of the median to that of {@code base}. */
  String beside(BenchTimes base) {
    return String.format(
        "p50 %.3f times, %.2f ms more",
        percentile(50) / base.percentile(50), percentile(50) - base.percentile(50));
  }

  /** A line of a table with the columns p50 and p99, in ms. */
  String row(String name) {
    return String.format("%-24s %8.2f %8.2f", name, percentile(50), percentile(99));
  }
}
