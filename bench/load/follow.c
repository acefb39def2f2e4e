/*
 * Follows a log over many websockets, cheaply enough that it is not what is measured.
 *
 *   follow unix-stream:/path '/ws?l=0' followers=100 messages=10000 seconds=10
 *
 * Says `ready` when every handshake is done, and ends when every follower has seen message number `messages` or after `seconds`.
 * A frame may hold one message or many, a line each. Lost are numbers that are left out, told those that gap messages speak of.
 * Each sender's numbers are looked at by themselves; `messages` is of the sender that sends it.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include "clock.h"
#include "endpoint.h"
#include "histogram.h"
#include "message.h"

#define READ_BYTES (256 * 1024)
#define MAX_REST_BYTES (256 * 1024)
#define MAX_FOLLOWERS 4096

struct follower {
	int fd, done;
	uint64_t numbers[MAX_SENDERS], messages, lost, told;
	/* The beginning of a frame whose end has not come yet. */
	char *rest;
	size_t rest_bytes;
};

static struct follower followers[MAX_FOLLOWERS];
static struct histogram delays;
static uint64_t bytes, frames, misordered, first_stamp = UINT64_MAX, last_ns, goal;
static int running;

static uint64_t digits(const char *at, size_t length, unsigned base)
{
	uint64_t value = 0;
	for (size_t i = 0; i < length; i++) value = value * base + (unsigned)(at[i] <= '9' ? at[i] - '0' : at[i] - 'a' + 10);
	return value;
}

static void take_line(struct follower *to, const char *line, size_t length)
{
	const char *mark = memchr(line, '@', length);
	if (mark == NULL || mark - line < NUMBER_DIGITS + 2 || mark[-NUMBER_DIGITS - 2] != '#') {
		const char *gap = memmem(line, length, " messages lost", 14);
		if (gap == NULL) gap = memmem(line, length, " message lost", 13);
		/* Losses of another kind never got into the ring. */
		if (gap == NULL || memmem(line, length, "before they could be sent", 25) == NULL) return;
		while (gap > line && gap[-1] >= '0' && gap[-1] <= '9') gap--;
		to->told += strtoull(gap, NULL, 10);
		return;
	}
	uint64_t number = digits(mark - NUMBER_DIGITS - 1, NUMBER_DIGITS, 10), stamp = digits(mark + 1, STAMP_DIGITS, 16);
	uint64_t sender = number / NUMBERS_OF_A_SENDER, *last = &to->numbers[sender];
	number %= NUMBERS_OF_A_SENDER;
	if (number <= *last) misordered++;
	else to->lost += number - *last - 1;
	*last = number;
	to->messages++;
	if (stamp < first_stamp) first_stamp = stamp;
	histogram_add(&delays, last_ns - stamp);
	if (!to->done && goal > 0 && sender == goal / NUMBERS_OF_A_SENDER && number >= goal % NUMBERS_OF_A_SENDER) {
		to->done = 1;
		running--;
	}
}

static void take_payload(struct follower *to, const char *payload, size_t length)
{
	frames++;
	for (const char *end = payload + length; payload < end;) {
		const char *stop = memchr(payload, '\n', (size_t)(end - payload));
		if (stop == NULL) stop = end;
		take_line(to, payload, (size_t)(stop - payload));
		payload = stop + 1;
	}
}

/* Answers a ping. The masking key is zero, so the payload is as it was (RFC 6455, section 5.3). */
static void answer(int fd, const char *payload, size_t length)
{
	char frame[6 + 125] = {(char)0x8a, (char)(0x80 | length), 0, 0, 0, 0};
	memcpy(frame + 6, payload, length);
	if (send(fd, frame, 6 + length, MSG_NOSIGNAL) == -1) fail("send");
}

/* Takes the whole frames at the beginning of what was read (RFC 6455, section 5.2); returns how many bytes they are. */
static size_t take_frames(struct follower *to, const char *data, size_t length)
{
	size_t at = 0;
	while (length - at >= 2) {
		const unsigned char *head = (const unsigned char *)data + at;
		size_t header = 2, payload = head[1] & 127;
		unsigned opcode = head[0] & 15;
		if (payload >= 126) {
			size_t width = payload == 126 ? 2 : 8;
			if (length - at < 2 + width) break;
			payload = 0;
			for (size_t i = 0; i < width; i++) payload = payload << 8 | head[2 + i];
			header += width;
		}
		if (length - at < header + payload) break;
		const char *text = data + at + header;
		if (opcode == 1 || opcode == 2) take_payload(to, text, payload);
		else if (opcode == 9) answer(to->fd, text, payload);
		at += header + payload;
	}
	return at;
}

static void receive(struct follower *to)
{
	static char buffer[MAX_REST_BYTES + READ_BYTES];
	memcpy(buffer, to->rest, to->rest_bytes);
	ssize_t got = read(to->fd, buffer + to->rest_bytes, READ_BYTES);
	if (got == -1 && errno == EAGAIN) return;
	if (got <= 0) {
		fprintf(stderr, "follow: the server has ended a connection\n");
		exit(1);
	}
	last_ns = now_ns();
	bytes += (uint64_t)got;
	size_t have = to->rest_bytes + (size_t)got, used = take_frames(to, buffer, have);
	to->rest_bytes = have - used;
	if (to->rest_bytes > MAX_REST_BYTES) fail("a frame is too large");
	if (to->rest_bytes > 0) {
		if (to->rest == NULL) to->rest = malloc(MAX_REST_BYTES);
		memcpy(to->rest, buffer + used, to->rest_bytes);
	}
}

/* The key is the example of RFC 6455, section 1.3: nothing here depends on its being random. */
static void handshake(struct follower *to, const char *endpoint, const char *path)
{
	char text[2048];
	to->fd = endpoint_connect(endpoint);
	int length = snprintf(text, sizeof text, "GET %s HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
		"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n", path);
	if (send(to->fd, text, (size_t)length, MSG_NOSIGNAL) != length) fail("send");
	/* A byte at a time, so that no frame is taken for a header. */
	for (length = 0; length < 4 || memcmp(text + length - 4, "\r\n\r\n", 4) != 0; length++)
		if ((size_t)length == sizeof text || read(to->fd, text + length, 1) != 1) fail("handshake");
	if (memcmp(text, "HTTP/1.1 101", 12) != 0) {
		fprintf(stderr, "follow: %.*s\n", length, text);
		exit(1);
	}
}

int main(int argc, char **argv)
{
	if (argc < 3) return 2;
	int count = (int)argument(argc, argv, "followers", 1), epoll = epoll_create1(0);
	if (count < 1 || count > MAX_FOLLOWERS) return 2;
	goal = (uint64_t)argument(argc, argv, "messages", 0);
	uint64_t seconds = (uint64_t)argument(argc, argv, "seconds", 10);
	struct rlimit files;
	getrlimit(RLIMIT_NOFILE, &files);
	files.rlim_cur = files.rlim_max;
	setrlimit(RLIMIT_NOFILE, &files);
	for (running = 0; running < count; running++) {
		handshake(&followers[running], argv[1], argv[2]);
		struct epoll_event event = {.events = EPOLLIN, .data.ptr = &followers[running]};
		epoll_ctl(epoll, EPOLL_CTL_ADD, followers[running].fd, &event);
	}
	puts("ready");
	fflush(stdout);
	uint64_t deadline = now_ns() + seconds * 1000000000u;
	while (running > 0 && now_ns() < deadline) {
		struct epoll_event events[256];
		int ready = epoll_wait(epoll, events, 256, 100);
		for (int i = 0; i < ready; i++) receive(events[i].data.ptr);
	}
	struct follower sum = {0};
	for (int i = 0; i < count; i++) {
		sum.messages += followers[i].messages;
		sum.lost += followers[i].lost;
		sum.told += followers[i].told;
	}
	printf("{\"followers\":%d,\"unfinished\":%d,\"messages\":%lu,\"frames\":%lu,\"bytes\":%lu,\"lost\":%lu,\"told\":%lu,\"misordered\":%lu,"
		"\"elapsed_ns\":%lu,\"p50_ns\":%lu,\"p99_ns\":%lu,\"max_ns\":%lu}\n", count, running, sum.messages, frames, bytes, sum.lost, sum.told,
		misordered, sum.messages > 0 ? last_ns - first_stamp : 0, histogram_quantile(&delays, 0.5), histogram_quantile(&delays, 0.99), delays.largest);
	return 0;
}
