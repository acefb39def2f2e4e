/* Time as all of the load programs tell it: CLOCK_MONOTONIC, which is the same for every process of the machine. */
#pragma once
#include <stdint.h>
#include <time.h>

static inline uint64_t now_ns(void)
{
	struct timespec now;
	clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

static inline void sleep_until_ns(uint64_t when)
{
	struct timespec until = {(time_t)(when / 1000000000u), (long)(when % 1000000000u)};
	while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &until, 0) != 0) continue;
}
