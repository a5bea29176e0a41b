package dev.roster.core.catalog;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;

/// Bytes that threads allocated.
final class Allocated {
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private Allocated() {}

  static long byThisThread() {
    return THREADS.getCurrentThreadAllocatedBytes();
  }
}
