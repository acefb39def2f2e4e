/* Sockets by the names that circologd announces: unix-dgram:/path, unix-stream:/path, udp:127.0.0.1:5514, tcp:127.0.0.1:5514. */
#pragma once
#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stddef.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>
#include "arguments.h"

/* What circologd asks for; beyond net.core.rmem_max only root gets it. */
#define UDP_RECEIVE_BUFFER_BYTES (8 * 1024 * 1024)
#define BACKLOG 1024

union address {
	struct sockaddr any;
	struct sockaddr_un local;
	struct sockaddr_in internet;
};

static inline const char *after(const char *name, const char *prefix)
{
	size_t length = strlen(prefix);
	return strncmp(name, prefix, length) == 0 ? name + length : NULL;
}

static inline int internet_socket(const char *host_port, int type, union address *address, socklen_t *length)
{
	char host[64] = "";
	const char *colon = strrchr(host_port, ':');
	if (colon == NULL || (size_t)(colon - host_port) >= sizeof host) {
		fprintf(stderr, "%s is no address; it is IPv4:PORT\n", host_port);
		exit(2);
	}
	memcpy(host, host_port, (size_t)(colon - host_port));
	address->internet.sin_family = AF_INET;
	address->internet.sin_port = htons((uint16_t)atoi(colon + 1));
	if (inet_pton(AF_INET, host, &address->internet.sin_addr) != 1) {
		fprintf(stderr, "%s is no address; it is IPv4:PORT\n", host_port);
		exit(2);
	}
	*length = sizeof address->internet;
	return socket(AF_INET, type | SOCK_CLOEXEC, 0);
}

static inline int local_socket(const char *path, int type, union address *address, socklen_t *length)
{
	address->local.sun_family = AF_UNIX;
	strncpy(address->local.sun_path, path, sizeof address->local.sun_path - 1);
	*length = sizeof address->local;
	return socket(AF_UNIX, type | SOCK_CLOEXEC, 0);
}

static inline int endpoint_socket(const char *name, union address *address, socklen_t *length)
{
	const char *rest;
	memset(address, 0, sizeof *address);
	if ((rest = after(name, "unix-dgram:"))) return local_socket(rest, SOCK_DGRAM, address, length);
	if ((rest = after(name, "unix-stream:"))) return local_socket(rest, SOCK_STREAM, address, length);
	if ((rest = after(name, "udp:"))) return internet_socket(rest, SOCK_DGRAM, address, length);
	if ((rest = after(name, "tcp:"))) return internet_socket(rest, SOCK_STREAM, address, length);
	fprintf(stderr, "%s is no endpoint\n", name);
	exit(2);
}

/* A connected socket; ends the program when nobody listens. */
static inline int endpoint_connect(const char *name)
{
	union address address;
	socklen_t length;
	int fd = endpoint_socket(name, &address, &length);
	if (fd == -1 || connect(fd, &address.any, length) == -1) fail(name);
	return fd;
}

/* A bound socket, listening if it is a stream's. */
static inline int endpoint_bind(const char *name)
{
	union address address;
	socklen_t length;
	int fd = endpoint_socket(name, &address, &length), on = 1, bytes = UDP_RECEIVE_BUFFER_BYTES;
	if (fd == -1) fail(name);
	if (after(name, "tcp:")) setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
	if (after(name, "udp:") && setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &bytes, sizeof bytes) == -1)
		setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &bytes, sizeof bytes);
	if (bind(fd, &address.any, length) == -1) fail(name);
	if ((after(name, "tcp:") || after(name, "unix-stream:")) && listen(fd, BACKLOG) == -1) fail(name);
	return fd;
}
