/*
 * Asks one question after another, each over a connection of its own as curl does, and tells how long the answers took.
 *
 *   ask unix-stream:/path seconds=10 seed=1 pause=20 '/?l=100' '/count' …
 *
 * Takes from connecting to the last byte. `pause` is the longest time between two questions, in milliseconds. An answer
 * other than 200 ends the program.
 */
#define _GNU_SOURCE
#include "clock.h"
#include "endpoint.h"
#include "histogram.h"

#define READ_BYTES (256 * 1024)

static struct histogram times;

static uint32_t next_random(uint32_t *state)
{
	*state ^= *state << 13;
	*state ^= *state >> 17;
	*state ^= *state << 5;
	return *state;
}

static void ask(const char *endpoint, const char *path)
{
	static char answer[READ_BYTES];
	char request[1024], status[16] = "";
	size_t have = 0;
	int length = snprintf(request, sizeof request, "GET %s HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n", path);
	int fd = endpoint_connect(endpoint);
	if (length >= (int)sizeof request || write(fd, request, (size_t)length) != length) fail(path);
	for (;;) {
		ssize_t got = read(fd, answer, sizeof answer);
		if (got == -1 && errno != EINTR) fail(path);
		if (got == 0) break;
		for (ssize_t i = 0; i < got && have < sizeof status - 1; i++) status[have++] = answer[i];
	}
	close(fd);
	if (strncmp(status, "HTTP/1.1 200", 12) != 0) {
		fprintf(stderr, "%s was answered with \"%s\"\n", path, status);
		exit(1);
	}
}

int main(int argc, char **argv)
{
	const char *paths[256];
	size_t count = 0;
	for (int i = 2; i < argc; i++)
		if (*argv[i] == '/' && count < sizeof paths / sizeof *paths) paths[count++] = argv[i];
	if (count == 0) {
		fprintf(stderr, "usage: ask ENDPOINT [seconds=N] [seed=N] [pause=MS] PATH…\n");
		return 2;
	}
	uint32_t state = (uint32_t)argument(argc, argv, "seed", 1) | 1;
	uint32_t pause = (uint32_t)argument(argc, argv, "pause", 20) + 1;
	uint64_t end = now_ns() + (uint64_t)(argument(argc, argv, "seconds", 10) * 1e9);
	while (now_ns() < end) {
		uint64_t begun = now_ns();
		ask(argv[1], paths[next_random(&state) % count]);
		histogram_add(&times, now_ns() - begun);
		sleep_until_ns(now_ns() + (uint64_t)(next_random(&state) % pause) * 1000000u);
	}
	printf("{\"questions\":%llu,\"p50_ns\":%llu,\"p99_ns\":%llu,\"max_ns\":%llu}\n", (unsigned long long)times.total,
		(unsigned long long)histogram_quantile(&times, 0.5), (unsigned long long)histogram_quantile(&times, 0.99), (unsigned long long)times.largest);
	return 0;
}
