package org.sshkr.signer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class InboxesTest {
  /** Users who have all places between them. */
  private static final int FLOODERS = Inboxes.OF_ALL / Inboxes.OF_ONE_USER;

  private final Inboxes inboxes = new Inboxes();
  private final List<Place> places = new ArrayList<>();

  private final class Place implements Inboxes.Open {
    private final long uid;
    private boolean crowded;
    private boolean closed;

    Place(long uid) {
      this.uid = uid;
    }

    @Override
    public boolean isCrowded() {
      return crowded;
    }

    @Override
    public void close() {
      closed = true;
      inboxes.remove(uid, this);
    }
  }

  private boolean add(long uid) {
    Place place = new Place(uid);
    return inboxes.add(uid, place) && places.add(place);
  }

  private void flood() {
    for (int i = 0; i < FLOODERS; i++) {
      assertThat(add(1000 + i)).isTrue();
      assertThat(add(1000 + i)).isTrue();
      assertThat(add(1000 + i)).isFalse();
    }
  }

  @Test
  void userWithoutAnInboxGetsThePlaceOfOneWhoHasTwo() {
    flood();
    assertThat(add(1)).isTrue();
    assertThat(places.stream().filter(place -> place.closed)).hasSize(1);
    assertThat(add(1)).isFalse();
    for (int i = 1; i < FLOODERS; i++) {
      assertThat(add(5000 + i)).isTrue();
    }
    assertThat(add(1000)).isFalse();
    assertThat(places.stream().filter(place -> place.uid == 1)).noneMatch(place -> place.closed);
  }

  @Test
  void placeIsGivenBackOnce() {
    flood();
    Place one = places.get(0);
    one.close();
    one.close();
    assertThat(add(1)).isTrue();
    assertThat(add(2)).isTrue();
    assertThat(places.stream().filter(place -> place.closed)).hasSize(2);
  }

  @Test
  void crowdedOnesAreClosed() {
    assertThat(add(1)).isTrue();
    assertThat(add(2)).isTrue();
    places.get(0).crowded = true;
    inboxes.closeCrowded();
    assertThat(places.get(0).closed).isTrue();
    assertThat(places.get(1).closed).isFalse();
  }
}
