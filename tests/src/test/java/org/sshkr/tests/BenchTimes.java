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

  /** A line of a table with the columns p50 and p99, in ms. */
  String row(String name) {
    return String.format("%-24s %8.2f %8.2f", name, percentile(50), percentile(99));
  }
}
