package org.sshkr.tests;

import java.util.Arrays;

/** The times that one thing took. */
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

  /** In milliseconds. */
  double percentile(int percent) {
    long[] sorted = Arrays.copyOf(nanos, count);
    Arrays.sort(sorted);
    return sorted[(count - 1) * percent / 100] / 1e6;
  }

  /** The line above those that {@link #row} makes. */
  static String head() {
    return String.format("%-24s %8s %8s", "", "p50", "p99");
  }

  /** How the median compares with that of {@code base}. */
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
