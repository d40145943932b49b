#include "base/parallel.h"

#include <algorithm>
#include <thread>

#ifdef OMNIGRAPH_PLAIN_THREADS
#include "base/mutex.h"

#include <atomic>
#include <exception>
#include <vector>
#else
#include <tbb/parallel_for.h>
#include <tbb/task_arena.h>
#endif

namespace omnigraph {

std::size_t parallelism() { return std::max(1U, std::thread::hardware_concurrency()); }

#ifdef OMNIGRAPH_PLAIN_THREADS

// The thread sanitizer does not see oneTBB's scheduler, which is not instrumented.
void parallel_for(std::size_t count, absl::FunctionRef<void(std::size_t)> task) {
  std::atomic<std::size_t> next = 0;
  Mutex mutex;
  std::exception_ptr failure;
  auto work = [&] {
    for (std::size_t i = next++; i < count; i = next++) {
      try {
        task(i);
      } catch (...) {
        MutexLock lock(mutex);
        failure = std::current_exception();
        next = count;
      }
    }
  };
  std::vector<std::jthread> threads;
  for (std::size_t i = 1; i < std::min(count, parallelism()); ++i) {
    threads.emplace_back(work);
  }
  work();
  threads.clear();
  if (failure) {
    std::rethrow_exception(failure);
  }
}

#else

void parallel_for(std::size_t count, absl::FunctionRef<void(std::size_t)> task) {
  if (count <= 1) {
    if (count == 1) {
      task(0);
    }
    return;
  }
  // Isolated: while this thread waits, it runs tasks of this loop only. Another loop's task might
  // ask for a value that this very loop is making.
  tbb::this_task_arena::isolate([count, &task] {
    tbb::parallel_for(
        std::size_t{0}, count, [&task](std::size_t i) { task(i); }, tbb::simple_partitioner());
  });
}

#endif

}  // namespace omnigraph
