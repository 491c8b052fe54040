/** The smallest Java program, to compare with in tests/bench/load-time. */
class Hello {
  public static void main(String[] args) {
    System.out.println("hello");
  }
}
