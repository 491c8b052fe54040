package org.sshkr.keyring;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class AdditionOrderTest {
  private static final AdditionOrder ORDER = new AdditionOrder(List.of(7L, -3L, 5L));

  @Test
  void isReadAsItWasWritten() {
    assertThat(AdditionOrder.of(ORDER.contents())).isEqualTo(ORDER);
    assertThat(ORDER.contents()).hasSize(24);
    assertThat(AdditionOrder.of(new byte[0])).isEqualTo(AdditionOrder.NONE);
  }

  @Test
  void brokenEndIsIgnored() {
    assertThat(AdditionOrder.of(Arrays.copyOf(ORDER.contents(), 23)).entries())
        .containsExactly(7L, -3L);
  }

  @Test
  void newEntryComesLastAndOneThatIsThereKeepsItsPlace() {
    Set<Long> present = Set.of(5L, 7L, -3L);
    assertThat(ORDER.with(1, present).entries()).containsExactly(7L, -3L, 5L, 1L);
    assertThat(ORDER.with(-3, present)).isEqualTo(ORDER);
  }

  @Test
  void entryThatIsGoneIsForgotten() {
    assertThat(ORDER.with(7, Set.of(5L)).entries()).containsExactly(5L, 7L);
  }

  /** Keys that other programs added, or two that were added at the same instant. */
  @Test
  void entriesWithoutAPlaceComeLastInAnOrderThatStays() {
    assertThat(ORDER.with(2, Set.of(-1L, 9L, 5L, 7L)).entries())
        .containsExactly(7L, 5L, 9L, -1L, 2L);
    assertThat(List.of(-1L, 9L, 5L).stream().sorted(ORDER.comparator()))
        .containsExactly(5L, 9L, -1L);
  }

  @Test
  void moreThanAKeyHasRoomForIsCut() {
    AdditionOrder full = new AdditionOrder(LongStream.range(0, 4095).boxed().toList());
    Set<Long> present = Set.copyOf(full.entries());
    assertThat(full.with(5000, present)).isEqualTo(full);
    assertThat(full.contents().length).isLessThan(32768);
  }
}
