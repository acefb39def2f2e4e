/*
 * Runs a command and says how long it took, from before it was started until after its end.
 *
 *   stopwatch discard COMMAND ARGUMENT…    its output goes to /dev/null
 *   stopwatch count COMMAND ARGUMENT…      its output goes through a pipe, where lines and bytes are counted
 *
 * Prints {"ns":…,"lines":…,"bytes":…,"status":…}; the last is what the command ended with.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>
#include "arguments.h"
#include "clock.h"

#define READ_BYTES (64 * 1024)

extern char **environ;

int main(int argc, char **argv)
{
	if (argc < 3) return 2;
	int discard = strcmp(argv[1], "discard") == 0, ends[2], status;
	posix_spawn_file_actions_t actions;
	posix_spawn_file_actions_init(&actions);
	if (pipe2(ends, O_CLOEXEC) == -1) fail("pipe2");
	if (discard) posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0);
	else posix_spawn_file_actions_adddup2(&actions, ends[1], 1);
	pid_t child;
	uint64_t start = now_ns(), lines = 0, bytes = 0;
	if ((errno = posix_spawnp(&child, argv[2], &actions, NULL, argv + 2, environ)) != 0) fail(argv[2]);
	close(ends[1]);
	static char buffer[READ_BYTES];
	for (ssize_t got; (got = read(ends[0], buffer, sizeof buffer)) > 0; bytes += (uint64_t)got)
		for (char *at = buffer, *end = buffer + got; (at = memchr(at, '\n', (size_t)(end - at))) != NULL; at++) lines++;
	waitpid(child, &status, 0);
	uint64_t took = now_ns() - start;
	if (!WIFEXITED(status)) {
		fprintf(stderr, "%s was ended by a signal\n", argv[2]);
		return 1;
	}
	printf("{\"ns\":%lu,\"lines\":%lu,\"bytes\":%lu,\"status\":%d}\n", took, lines, bytes, WEXITSTATUS(status));
	return 0;
}
