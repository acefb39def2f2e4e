/* Times in buckets that grow with the time: within 1/64 of the truth, whatever its size, and without memory per sample. */
#pragma once
#include <stdint.h>

#define SUB_BUCKETS 64
#define SUB_BITS 6

struct histogram {
	uint64_t total, largest, buckets[64 * SUB_BUCKETS];
};

static inline unsigned bucket_of(uint64_t value)
{
	if (value < SUB_BUCKETS) return (unsigned)value;
	unsigned shift = 63u - (unsigned)__builtin_clzll(value) - SUB_BITS;
	return (shift + 1) * SUB_BUCKETS + (unsigned)((value >> shift) & (SUB_BUCKETS - 1));
}

static inline void histogram_add(struct histogram *to, uint64_t value)
{
	to->buckets[bucket_of(value)]++;
	to->total++;
	if (value > to->largest) to->largest = value;
}

/* The value that a share of all samples, 0.99 for p99, does not exceed; 0 without samples. */
static inline uint64_t histogram_quantile(const struct histogram *of, double share)
{
	uint64_t below = 0, wanted = (uint64_t)(share * (double)of->total);
	for (unsigned i = 0; i < sizeof of->buckets / sizeof *of->buckets; i++) {
		below += of->buckets[i];
		if (below > wanted || (below == of->total && below > 0)) {
			if (i < SUB_BUCKETS) return i;
			uint64_t top = ((uint64_t)(SUB_BUCKETS + i % SUB_BUCKETS + 1) << (i / SUB_BUCKETS - 1)) - 1;
			return top < of->largest ? top : of->largest;
		}
	}
	return 0;
}
