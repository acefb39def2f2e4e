/*
 * Sends lines over stream connections, TCP or unix, as fast as they are taken, and says how many.
 *
 *   send-stream tcp:127.0.0.1:5514 size=200 connections=1 count=1000000 seconds=1
 *
 * Writes are large and from buffers prepared in advance. After `count` messages or `seconds` every connection is ended and
 * the receiver's end awaited, so that the time is that until everything was read.
 * Prints {"sent":…,"start_ns":…,"end_ns":…}.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <sys/epoll.h>
#include "clock.h"
#include "endpoint.h"
#include "message.h"

#define BUFFER_BYTES (256 * 1024)
#define MAX_CONNECTIONS 1024
/* Many connections would otherwise hold seconds of work for a slow receiver. */
#define SEND_BUFFER_BYTES (128 * 1024)

struct connection {
	int fd, ended;
	/* Bytes written of the buffer's current pass. */
	size_t at;
	uint64_t messages;
};

static char buffer[BUFFER_BYTES + MAX_MESSAGE_BYTES];
static struct connection connections[MAX_CONNECTIONS];

/* Writes what the socket takes; returns 0 when the connection's part is done and at the end of a message. */
static int feed(struct connection *to, size_t line, size_t pass, uint64_t limit, int stop)
{
	for (;;) {
		size_t until = pass;
		if (stop) until = (to->at + line - 1) / line * line;
		else if (limit > 0 && (limit - to->messages) * line < pass) until = (size_t)(limit - to->messages) * line;
		if (to->at >= until) return 0;
		ssize_t wrote = send(to->fd, buffer + to->at, until - to->at, MSG_DONTWAIT | MSG_NOSIGNAL);
		if (wrote == -1 && errno == EAGAIN) return 1;
		if (wrote == -1) fail("send");
		to->at += (size_t)wrote;
		if (to->at == pass) {
			to->messages += pass / line;
			to->at = 0;
			/* Others get their turn after each pass. */
			return 1;
		}
	}
}

int main(int argc, char **argv)
{
	if (argc < 2) return 2;
	size_t line = (size_t)argument(argc, argv, "size", 200) + 1, pass = 0;
	int total = (int)argument(argc, argv, "connections", 1), open = total;
	uint64_t limit = (uint64_t)argument(argc, argv, "count", 0) / (uint64_t)total;
	double seconds = argument(argc, argv, "seconds", 0);
	for (unsigned i = 0; pass + line <= BUFFER_BYTES; i++, pass += line) {
		message_build(buffer + pass, line - 1, i, 0);
		buffer[pass + line - 1] = '\n';
	}
	int epoll = epoll_create1(0), buffered = SEND_BUFFER_BYTES;
	for (int i = 0; i < total; i++) {
		connections[i].fd = endpoint_connect(argv[1]);
		if (total > 1) setsockopt(connections[i].fd, SOL_SOCKET, SO_SNDBUF, &buffered, sizeof buffered);
		struct epoll_event event = {.events = EPOLLIN | EPOLLOUT, .data.ptr = &connections[i]};
		epoll_ctl(epoll, EPOLL_CTL_ADD, connections[i].fd, &event);
	}
	uint64_t start = now_ns();
	while (open > 0) {
		struct epoll_event events[64];
		int ready = epoll_wait(epoll, events, 64, 100);
		int stop = seconds > 0 && now_ns() - start >= seconds * 1e9;
		for (int i = 0; i < ready; i++) {
			struct connection *to = events[i].data.ptr;
			char byte;
			if (to->ended) {
				if (recv(to->fd, &byte, 1, MSG_DONTWAIT) == -1 && errno == EAGAIN) continue;
				epoll_ctl(epoll, EPOLL_CTL_DEL, to->fd, NULL);
				open--;
			} else if (!feed(to, line, pass, limit, stop)) {
				shutdown(to->fd, SHUT_WR);
				to->ended = 1;
				struct epoll_event event = {.events = EPOLLIN, .data.ptr = to};
				epoll_ctl(epoll, EPOLL_CTL_MOD, to->fd, &event);
			}
		}
	}
	uint64_t sent = 0, end = now_ns();
	for (int i = 0; i < total; i++) sent += connections[i].messages + connections[i].at / line;
	printf("{\"sent\":%lu,\"start_ns\":%lu,\"end_ns\":%lu}\n", sent, start, end);
	return 0;
}
