/** The least that a Java program does: what tests/bench/load-time compares with. */
class Hello {
  public static void main(String[] args) {
    System.out.println("hello");
  }
}
