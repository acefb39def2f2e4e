/*
 * Sends each line of a file as one datagram, and waits where the receiver's queue is full.
 *
 *   send-lines unix-dgram:/path file
 *
 * Prints {"sent":…}.
 */
#define _GNU_SOURCE
#include "endpoint.h"

int main(int argc, char **argv)
{
	if (argc < 3) return 2;
	union address address;
	socklen_t length;
	int fd = endpoint_socket(argv[1], &address, &length);
	FILE *file = fopen(argv[2], "r");
	if (fd < 0 || file == NULL || connect(fd, &address.any, length) != 0) {
		perror("send-lines");
		return 1;
	}
	char *line = NULL;
	size_t capacity = 0;
	unsigned long sent = 0;
	for (ssize_t got; (got = getline(&line, &capacity, file)) > 0; sent++) {
		if (send(fd, line, (size_t)got - 1, 0) < 0) {
			perror("send-lines");
			return 1;
		}
	}
	printf("{\"sent\":%lu}\n", sent);
	return 0;
}
