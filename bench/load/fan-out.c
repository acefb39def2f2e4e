/*
 * Writes the same frames, prepared in advance, to many websockets: the limit for followers.
 *
 *   fan-out unix-stream:/path followers=100 messages=10000 size=200
 *
 * Takes that many followers, begins when a line comes on stdin, and ends when all is written and the followers have gone.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include "clock.h"
#include "endpoint.h"
#include "message.h"

#define PIECE_BYTES (64 * 1024)
#define FRAME_HEADER_BYTES 4
#define MAX_FOLLOWERS 4096

struct follower {
	int fd;
	size_t at;
};

static struct follower followers[MAX_FOLLOWERS];

static void handshake(int fd)
{
	static const char answer[] = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
		"Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n";
	char text[4096];
	/* The requests are those of follow.c: they come in one piece, with the key that this answers. */
	if (read(fd, text, sizeof text) <= 0 || send(fd, answer, sizeof answer - 1, MSG_NOSIGNAL) == -1) fail("handshake");
}

int main(int argc, char **argv)
{
	if (argc < 2) return 2;
	int count = (int)argument(argc, argv, "followers", 1), open = count, epoll = epoll_create1(0);
	size_t messages = (size_t)argument(argc, argv, "messages", 1000), size = (size_t)argument(argc, argv, "size", 200);
	if (count < 1 || count > MAX_FOLLOWERS || size < 126) return 2;
	struct rlimit files;
	getrlimit(RLIMIT_NOFILE, &files);
	files.rlim_cur = files.rlim_max;
	setrlimit(RLIMIT_NOFILE, &files);
	size_t frame = FRAME_HEADER_BYTES + size, total = messages * frame;
	char *frames = malloc(total), start[8];
	if (frames == NULL) fail("malloc");
	struct layout layout = {0};
	for (size_t i = 0; i < messages; i++) {
		char *at = frames + i * frame;
		memcpy(at, (char[]){(char)0x81, 126, (char)(size >> 8), (char)size}, FRAME_HEADER_BYTES);
		layout = message_build(at + FRAME_HEADER_BYTES, size, (unsigned)i, 0);
		message_number(at + FRAME_HEADER_BYTES, &layout, i + 1);
	}
	int listener = endpoint_bind(argv[1]);
	puts("ready");
	fflush(stdout);
	for (int i = 0; i < count; i++) {
		followers[i].fd = accept(listener, NULL, NULL);
		handshake(followers[i].fd);
	}
	if (read(0, start, sizeof start) <= 0) return 1;
	uint64_t now = now_ns();
	for (size_t i = 0; i < messages; i++) message_stamp(frames + i * frame + FRAME_HEADER_BYTES, &layout, now);
	for (int i = 0; i < count; i++) {
		struct epoll_event event = {.events = EPOLLOUT, .data.ptr = &followers[i]};
		epoll_ctl(epoll, EPOLL_CTL_ADD, followers[i].fd, &event);
	}
	while (open > 0) {
		struct epoll_event events[256];
		int ready = epoll_wait(epoll, events, 256, -1);
		for (int i = 0; i < ready; i++) {
			struct follower *to = events[i].data.ptr;
			size_t piece = total - to->at < PIECE_BYTES ? total - to->at : PIECE_BYTES;
			ssize_t sent = send(to->fd, frames + to->at, piece, MSG_NOSIGNAL | MSG_DONTWAIT);
			if (sent == -1 && errno == EAGAIN) continue;
			if (sent == -1) fail("send");
			to->at += (size_t)sent;
			if (to->at < total) continue;
			epoll_ctl(epoll, EPOLL_CTL_DEL, to->fd, NULL);
			open--;
		}
	}
	/* They close first, so that nothing in their sockets is cut off. */
	while (read(0, start, sizeof start) > 0) continue;
	return 0;
}
