/*
 * Receives and throws away: the limit of the machine. Or it does with datagrams as little as somebody must who keeps them:
 * with keep=48 they come to stand one behind the other in a ring of 48 MiB, whatever their length, with an LF behind each;
 * with credentials=1 the kernel tells with each who has sent it.
 *
 *   sink unix-dgram:/path /dev/shm/counters size=200 keep=0 credentials=0
 *
 * Counts into a file of three 64-bit numbers that others read at any time: datagrams, bytes, time of the last.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <sys/epoll.h>
#include <sys/mman.h>
#include "clock.h"
#include "endpoint.h"

/* Measured with 32 to 512: this is the fastest, by 3 %. */
#define BATCH 128
#define READ_BYTES (256 * 1024)
#define MAX_DATAGRAM_BYTES 65536

struct counters {
	uint64_t datagrams, bytes, last_ns;
};

static void count(volatile struct counters *counters, uint64_t datagrams, uint64_t bytes)
{
	counters->last_ns = now_ns();
	counters->datagrams += datagrams;
	counters->bytes += bytes;
}

static void drain_datagrams(int fd, size_t slot, volatile struct counters *counters)
{
	static struct iovec vectors[BATCH];
	static struct mmsghdr batch[BATCH];
	char *slots = malloc(BATCH * slot);
	if (slots == NULL) fail("malloc");
	for (int i = 0; i < BATCH; i++) {
		vectors[i] = (struct iovec){slots + (size_t)i * slot, slot};
		batch[i].msg_hdr.msg_iov = &vectors[i];
		batch[i].msg_hdr.msg_iovlen = 1;
	}
	for (;;) {
		int got = recvmmsg(fd, batch, BATCH, MSG_WAITFORONE, NULL);
		if (got == -1 && errno == EINTR) continue;
		if (got == -1) fail("recvmmsg");
		uint64_t bytes = 0;
		for (int i = 0; i < got; i++) bytes += batch[i].msg_len;
		count(counters, (uint64_t)got, bytes);
	}
}

/* Each datagram is expected to be as long as the last one; what is longer goes on in its slot, and is lost here. */
static void keep_datagrams(int fd, size_t slot, size_t ring_bytes, int credentials, volatile struct counters *counters)
{
	static struct iovec vectors[BATCH][2];
	static struct mmsghdr batch[BATCH];
	static char controls[BATCH][CMSG_SPACE(sizeof(struct ucred))];
	char *ring = malloc(ring_bytes), *slots = malloc(BATCH * slot);
	if (ring == NULL || slots == NULL) fail("malloc");
	if (setsockopt(fd, SOL_SOCKET, SO_PASSCRED, &credentials, sizeof credentials) == -1) fail("SO_PASSCRED");
	size_t at = 0, place = slot;
	for (;;) {
		if (at + BATCH * place > ring_bytes) at = 0;
		for (size_t i = 0; i < BATCH; i++) {
			vectors[i][0] = (struct iovec){ring + at + i * place, place};
			vectors[i][1] = (struct iovec){slots + i * slot, slot};
			batch[i].msg_hdr = (struct msghdr){.msg_iov = vectors[i], .msg_iovlen = 2};
			if (!credentials) continue;
			batch[i].msg_hdr.msg_control = controls[i];
			batch[i].msg_hdr.msg_controllen = sizeof controls[i];
		}
		int got = recvmmsg(fd, batch, BATCH, MSG_WAITFORONE, NULL);
		if (got == -1 && errno == EINTR) continue;
		if (got == -1) fail("recvmmsg");
		uint64_t bytes = 0;
		for (int i = 0; i < got; i++) {
			bytes += batch[i].msg_len;
			ring[at + ((size_t)i + 1) * place - 1] = '\n';
		}
		at += (size_t)got * place;
		place = batch[got - 1].msg_len + 1;
		count(counters, (uint64_t)got, bytes);
	}
}

static void drain_streams(int listener, volatile struct counters *counters)
{
	static char buffer[READ_BYTES];
	int epoll = epoll_create1(0);
	struct epoll_event event = {.events = EPOLLIN, .data.fd = listener};
	epoll_ctl(epoll, EPOLL_CTL_ADD, listener, &event);
	for (;;) {
		struct epoll_event events[64];
		int ready = epoll_wait(epoll, events, 64, -1);
		for (int i = 0; i < ready; i++) {
			int fd = events[i].data.fd;
			if (fd == listener) {
				event.data.fd = accept(listener, NULL, NULL);
				epoll_ctl(epoll, EPOLL_CTL_ADD, event.data.fd, &event);
				continue;
			}
			ssize_t got = read(fd, buffer, sizeof buffer);
			if (got > 0) count(counters, 0, (uint64_t)got);
			else close(fd);
		}
	}
}

int main(int argc, char **argv)
{
	if (argc < 3) return 2;
	/* The smallest slots that do: what a receiver needs for the largest message is its own business. */
	size_t slot = (size_t)argument(argc, argv, "size", MAX_DATAGRAM_BYTES);
	int file = open(argv[2], O_RDWR | O_CREAT, 0600);
	if (file == -1 || ftruncate(file, sizeof(struct counters)) == -1) fail(argv[2]);
	struct counters *counters = mmap(NULL, sizeof *counters, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
	if (counters == MAP_FAILED) fail("mmap");
	int fd = endpoint_bind(argv[1]);
	puts("ready");
	fflush(stdout);
	if (after(argv[1], "tcp:") || after(argv[1], "unix-stream:")) drain_streams(fd, counters);
	size_t ring_bytes = (size_t)argument(argc, argv, "keep", 0) << 20;
	if (ring_bytes == 0) drain_datagrams(fd, slot, counters);
	keep_datagrams(fd, slot, ring_bytes, (int)argument(argc, argv, "credentials", 0), counters);
}
