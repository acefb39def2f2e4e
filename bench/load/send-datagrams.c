/*
 * Sends datagrams, unix or UDP, as fast as they are taken or at a given rate, and says how many.
 *
 *   send-datagrams unix-dgram:/path size=200 count=1000000 seconds=1 rate=0 rare=0 segments=0 personal=0 sender=0
 *
 * Ends after `count` messages or `seconds`, whichever comes first (0: no such bound). `rate` is in messages a second, 0 for
 * all there is. With segments=1, UDP only, the kernel cuts many messages out of one large buffer (udp(7), UDP_SEGMENT): over
 * loopback the sender does most of the kernel's work, and without this it is the sender that is measured.
 * With personal=1 messages have in them what redaction looks for. With sender=1 to 9 their numbers are such as no other sender's.
 * Prints {"sent":…,"start_ns":…,"end_ns":…}.
 */
#define _GNU_SOURCE
#include <netinet/udp.h>
#include <sys/prctl.h>
#include "clock.h"
#include "endpoint.h"
#include "message.h"

#define BATCH 64
/* At a given rate what is due is sent this often, so that a high rate does not need a core to itself. */
#define TICK_NS 100000

/* What UDP takes in one piece. */
#define MAX_PIECE_BYTES 65000

/* Messages, one right behind the other. */
static char texts[BATCH * MAX_MESSAGE_BYTES];
static struct iovec vectors[BATCH];
static struct mmsghdr batch[BATCH];

int main(int argc, char **argv)
{
	if (argc < 2) return 2;
	size_t size = (size_t)argument(argc, argv, "size", 200);
	uint64_t count = (uint64_t)argument(argc, argv, "count", 0), rare = (uint64_t)argument(argc, argv, "rare", 0);
	double seconds = argument(argc, argv, "seconds", 0), rate = argument(argc, argv, "rate", 0);
	int personal = (int)argument(argc, argv, "personal", 0);
	uint64_t before = (uint64_t)argument(argc, argv, "sender", 0) * NUMBERS_OF_A_SENDER;
	int segments = (int)argument(argc, argv, "segments", 0), segment = (int)size;
	uint64_t most = segments && BATCH * size > MAX_PIECE_BYTES ? MAX_PIECE_BYTES / size : BATCH;
	struct layout layout;
	for (unsigned i = 0; i < BATCH; i++) {
		layout = message_build(texts + i * size, size, i, personal);
		vectors[i] = (struct iovec){texts + i * size, size};
		batch[i].msg_hdr.msg_iov = &vectors[i];
		batch[i].msg_hdr.msg_iovlen = 1;
	}
	prctl(PR_SET_TIMERSLACK, 1);
	int fd = endpoint_connect(argv[1]);
	if (segments && setsockopt(fd, SOL_UDP, UDP_SEGMENT, &segment, sizeof segment) == -1) fail("UDP_SEGMENT");
	uint64_t sent = 0, start = now_ns(), now = start;
	while ((count == 0 || sent < count) && (seconds == 0 || now - start < seconds * 1e9)) {
		uint64_t due = most;
		if (rate > 0) due = (uint64_t)((double)(now - start) / 1e9 * rate) + 1 - sent;
		if (count > 0 && due > count - sent) due = count - sent;
		if (due > most) due = most;
		for (uint64_t i = 0; i < due; i++) {
			message_number(texts + i * size, &layout, before + sent + i + 1);
			message_stamp(texts + i * size, &layout, now);
			if (rare > 0) message_word(texts + i * size, &layout, sent + i + 1, rare);
		}
		ssize_t taken = due == 0 ? 0 : segments ? send(fd, texts, due * size, 0) / segment : sendmmsg(fd, batch, (unsigned)due, 0);
		if (taken < 0) fail("send");
		sent += (uint64_t)taken;
		if (rate > 0) {
			uint64_t next = start + (uint64_t)((double)sent / rate * 1e9);
			if (next > now_ns()) sleep_until_ns(next > now + TICK_NS ? next : now + TICK_NS);
		}
		now = now_ns();
	}
	printf("{\"sent\":%lu,\"start_ns\":%lu,\"end_ns\":%lu}\n", sent, start, now);
	return 0;
}
