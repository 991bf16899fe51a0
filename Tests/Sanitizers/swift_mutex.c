// Shows the thread sanitizer the contended half of Swift's `Mutex` (module Synchronization).
//
// The uncontended half is inlined into its callers and instrumented there: a compare-and-swap that acquires, one that
// releases. Under contention the kernel hands the lock over (FUTEX_LOCK_PI, FUTEX_UNLOCK_PI), called by two functions
// of libswiftSynchronization, which is not instrumented: the sanitizer does not see that one thread waited for the
// other, and reports what the lock protects as a race. Suppressing such reports would hide true ones about the same
// data; instead these functions are put before the library's (LD_PRELOAD), and report what happens.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>

#define LOCK "$s15Synchronization12_MutexHandleV9_lockSlowyys6UInt32VF"
#define TRY_LOCK "$s15Synchronization12_MutexHandleV12_tryLockSlowSbyF"
#define UNLOCK "$s15Synchronization12_MutexHandleV11_unlockSlowyyF"

#define SWIFT __attribute__((swiftcall))
#define SELF __attribute__((swift_context))

// Absent in processes without the sanitizer, such as those that a test starts.
extern void __tsan_acquire(void *address) __attribute__((weak));
extern void __tsan_release(void *address) __attribute__((weak));

static void *next(const char *name) {
    void *function = dlsym(RTLD_NEXT, name);
    if (function == NULL) abort();
    return function;
}

SWIFT void lock_slow(uint32_t thread, SELF void *handle) __asm__(LOCK);
SWIFT bool try_lock_slow(SELF void *handle) __asm__(TRY_LOCK);
SWIFT void unlock_slow(SELF void *handle) __asm__(UNLOCK);

/// `_MutexHandle._lockSlow(_:)`
SWIFT void lock_slow(uint32_t thread, SELF void *handle) {
    SWIFT void (*lock)(uint32_t, SELF void *) = next(LOCK);
    lock(thread, handle);
    if (__tsan_acquire) __tsan_acquire(handle);
}

/// `_MutexHandle._tryLockSlow()`
SWIFT bool try_lock_slow(SELF void *handle) {
    SWIFT bool (*try_lock)(SELF void *) = next(TRY_LOCK);
    bool is_locked = try_lock(handle);
    if (is_locked && __tsan_acquire) __tsan_acquire(handle);
    return is_locked;
}

/// `_MutexHandle._unlockSlow()`
SWIFT void unlock_slow(SELF void *handle) {
    SWIFT void (*unlock)(SELF void *) = next(UNLOCK);
    if (__tsan_release) __tsan_release(handle);
    unlock(handle);
}
