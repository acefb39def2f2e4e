/*
 * Answers every HTTP request with the bytes of a file, from memory: the limit for a dump.
 *
 *   serve unix-stream:/path FILE
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include "endpoint.h"

static void send_all(int fd, const char *bytes, size_t length)
{
	while (length > 0) {
		ssize_t sent = send(fd, bytes, length, MSG_NOSIGNAL);
		if (sent <= 0) return;
		bytes += sent;
		length -= (size_t)sent;
	}
}

int main(int argc, char **argv)
{
	if (argc < 3) return 2;
	struct stat status;
	int file = open(argv[2], O_RDONLY);
	if (file == -1 || fstat(file, &status) == -1) fail(argv[2]);
	size_t length = (size_t)status.st_size;
	const char *bytes = mmap(NULL, length, PROT_READ, MAP_SHARED | MAP_POPULATE, file, 0);
	if (bytes == MAP_FAILED) fail("mmap");
	int listener = endpoint_bind(argv[1]);
	puts("ready");
	fflush(stdout);
	for (;;) {
		char text[4096];
		int fd = accept(listener, NULL, NULL);
		/* The requests are curl's: they come in one piece and have no body. */
		if (read(fd, text, sizeof text) > 0) {
			int head = sprintf(text, "HTTP/1.1 200 OK\r\nContent-Length: %zu\r\nConnection: close\r\n\r\n", length);
			send_all(fd, text, (size_t)head);
			send_all(fd, bytes, length);
		}
		close(fd);
	}
}
