/*
 * The messages that are sent: RFC 5424, as syslog-ng forwards them, all of the same size.
 *
 *   <134>1 2026-11-20T15:10:37.123456+00:00 vm load 15310 - [meta sequenceId="1"] #000000000123 @00000a1b2c3d4e5f ordinary text …
 *
 * Behind # stands the message's number, behind @ the time it was sent at (CLOCK_MONOTONIC in ns, hexadecimal), then a
 * word: `ordinary`, or in one of every `rare` messages one of three others in turn, which searches look for. All three have a
 * fixed width and are written in place.
 */
#pragma once
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#define HEADER "<134>1 2026-11-20T15:10:37.123456+00:00 vm load 15310 - "
/* The shortest message has no room for structured data. */
#define STRUCTURED_FROM_BYTES 150
#define NUMBER_DIGITS 12
/* A sender that does not begin with 1 begins with a multiple of this and 1: so many may be told apart by their numbers. */
#define NUMBERS_OF_A_SENDER 100000000000u
#define MAX_SENDERS 10
#define STAMP_DIGITS 16
#define MIN_MESSAGE_BYTES 100
#define MIN_PERSONAL_BYTES 200
#define MAX_MESSAGE_BYTES 65000

/* Where the changing parts are; the same in all messages of one size. */
struct layout {
	size_t size, number, stamp, word;
};

static inline void message_fill(char *at, size_t bytes, unsigned seed)
{
	static const char *const words[] = {"session", "opened", "for", "user", "connection", "from", "port", "closed", "request",
		"took", "ms", "status", "cache", "miss", "worker", "started", "retry", "in", "queue", "length", "accepted", "by", "peer"};
	for (size_t used = 0; used < bytes;) {
		seed = seed * 1103515245u + 12345u;
		const char *word = words[(seed >> 16) % (sizeof words / sizeof *words)];
		for (at[used++] = ' '; *word != '\0' && used < bytes; word++) at[used++] = *word;
	}
	/* A blank at the end might be trimmed. */
	at[bytes - 1] = '.';
}

/* What redaction looks for, as often as in the logs of a mail and web server: an IPv4 address in every message, others in some. */
static inline int message_personal(char *at, unsigned seed)
{
	switch (seed % 8) {
	case 0: case 4: return sprintf(at, " client 203.0.113.%u \"GET /find?q=%u HTTP/1.1\" 200", seed % 250 + 1, seed);
	case 2: case 6: return sprintf(at, " from 198.51.100.%u to=<user%u@example.org> status=sent", seed % 250 + 1, seed);
	case 3: return sprintf(at, " 192.0.2.%u also 2001:db8:1:2::%x port 443", seed % 250 + 1, seed);
	default: return sprintf(at, " user root from 192.0.2.%u port %u ssh2", seed % 250 + 1, 40000 + seed);
	}
}

/*
 * Writes a message of `size` bytes, without an end of line; `seed` makes its text differ from others'. With `personal`,
 * MIN_PERSONAL_BYTES at the least, it has something in it that redaction looks for.
 */
static inline struct layout message_build(char *at, size_t size, unsigned seed, int personal)
{
	char head[256];
	int length = sprintf(head, "%s%s #", HEADER, size < STRUCTURED_FROM_BYTES ? "-" : "[meta sequenceId=\"1\"]");
	struct layout layout = {.size = size, .number = (size_t)length};
	layout.stamp = layout.number + NUMBER_DIGITS + 2;
	layout.word = layout.stamp + STAMP_DIGITS + 1;
	length += sprintf(head + length, "%012d @%016d ordinary", 0, 0);
	if (personal) length += message_personal(head + length, seed);
	memcpy(at, head, (size_t)length);
	message_fill(at + length, size - (size_t)length, seed);
	return layout;
}

static inline void message_number(char *message, const struct layout *layout, uint64_t number)
{
	for (size_t i = NUMBER_DIGITS; i-- > 0; number /= 10) message[layout->number + i] = (char)('0' + number % 10);
}

static inline void message_stamp(char *message, const struct layout *layout, uint64_t ns)
{
	for (size_t i = STAMP_DIGITS; i-- > 0; ns >>= 4) message[layout->stamp + i] = "0123456789abcdef"[ns & 15];
}

static inline void message_word(char *message, const struct layout *layout, uint64_t number, uint64_t rare)
{
	/* A rare word; one of frequent letters; one with an upper-case letter, which every time-stamp has too. */
	static const char *const words[] = {"uncommon", "restored", "Transfer"};
	memcpy(message + layout->word, number % rare == 0 ? words[number / rare % 3] : "ordinary", 8);
}
