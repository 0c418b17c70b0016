/* An equal, slow disk for every server: each fsync and fdatasync sleeps SLOW_DISK_US first.
   cc -O2 -shared -fPIC -o slowdisk.so slowdisk.c; SLOW_DISK_US=25000 LD_PRELOAD=./slowdisk.so program */
#include <errno.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

static void wait_for_disk(void) {
    const char *given = getenv("SLOW_DISK_US");
    long us = given ? strtol(given, NULL, 10) : 0;
    struct timespec left = {us / 1000000, us % 1000000 * 1000};
    while (us > 0 && nanosleep(&left, &left) == -1 && errno == EINTR) {
    }
}

int fsync(int file) {
    wait_for_disk();
    return (int)syscall(SYS_fsync, file);
}

int fdatasync(int file) {
    wait_for_disk();
    return (int)syscall(SYS_fdatasync, file);
}
