package dev.roster.node.address;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AddressPoolTest {
  @TempDir Path folder;

  @Test
  void twoBlocksAreNeverTheSame() throws Exception {
    try (AddressBlock one = AddressBlock.claim(folder);
        AddressBlock two = AddressBlock.claim(folder)) {
      assertThat(one.number()).isNotEqualTo(two.number());
      assertThat(one.address(7)).isEqualTo("127.1." + one.number() + ".7");
    }
    try (AddressBlock again = AddressBlock.claim(folder)) {
      assertThat(again.number()).isZero();
    }
  }

  @Test
  void anAddressRestsBeforeItIsUsedAgain() throws Exception {
    AtomicLong now = new AtomicLong();
    try (AddressBlock block = AddressBlock.claim(folder)) {
      AddressPool pool = new AddressPool(block, now::get);
      String first = pool.take().orElseThrow();
      pool.release(first);
      Set<String> taken = new HashSet<>();
      for (int i = 1; i < AddressPool.ADDRESSES_MAX; i++) {
        taken.add(pool.take().orElseThrow());
      }
      assertThat(taken).hasSize(AddressPool.ADDRESSES_MAX - 1).doesNotContain(first);
      assertThat(pool.take()).isEmpty(); // the only free one rests
      now.addAndGet(AddressPool.REST.toNanos());
      assertThat(pool.take()).contains(first);
      pool.release("10.0.0.1"); // not ours
      pool.release("127.0.0.1");
      assertThat(pool.take()).isEmpty();
    }
  }
}
