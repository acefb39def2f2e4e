/* Arguments of the load programs: a command line of `name=number` behind the positional ones. */
#pragma once
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static inline double argument(int argc, char **argv, const char *name, double fallback)
{
	size_t length = strlen(name);
	for (int i = 1; i < argc; i++)
		if (strncmp(argv[i], name, length) == 0 && argv[i][length] == '=') return atof(argv[i] + length + 1);
	return fallback;
}

_Noreturn static inline void fail(const char *what)
{
	perror(what);
	exit(1);
}
