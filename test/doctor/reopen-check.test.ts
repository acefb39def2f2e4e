import {mkdirSync, symlinkSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import {checkReopen} from '../../src/doctor/reopen-check.js';
import {readSyslogNgFiles} from '../../src/doctor/syslog-ng-files.js';
import {temporaryFolder} from '../e2e/support/folder.js';

const TO = [{kind: 'unix-dgram', path: '/run/s.sock'}] as const;

function configured(files: Record<string, string>): {folder: string; main: string} {
	const folder = temporaryFolder();
	mkdirSync(join(folder, 'conf.d'));
	for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
	return {folder, main: join(folder, 'main.conf')};
}

test.each([
	{what: 'by default', global: '', own: '', state: 'warning', found: /waits 60 s, its default, before/},
	{what: 'globally', global: 'time-reopen(120)', own: '', state: 'warning', found: /waits 120 s before/},
	{what: 'globally, soon', global: 'time-reopen(10)', own: '', state: 'ok', found: /after 10 s/},
	{what: 'by itself, which goes first', global: 'time-reopen(60)', own: 'time-reopen(1)', state: 'ok', found: /after 1 s/},
	{what: 'by itself, too late', global: 'time-reopen(1)', own: 'time-reopen(11)', state: 'warning', found: /waits 11 s before/},
])('a destination in an included file reopens $what', ({global, own, state, found}) => {
	const {folder, main} = configured({
		'main.conf': `options { ${global}; };\nsource s_net { system(); };\n@include "conf.d/*.conf"\n@include "main.conf"\n@include "nothing/*.conf"\n`,
		'conf.d/a.conf': `\ndestination d { unix-dgram("/run/s.sock" ${own}); };`,
		'conf.d/b.txt': 'destination d { unix-dgram("/run/s.sock"); };',
	});
	const findings = checkReopen(readSyslogNgFiles(main), TO);
	expect(findings).toHaveLength(1);
	expect(findings[0]).toMatchObject({check: 'time-reopen', state, found: expect.stringMatching(found) as unknown});
	expect(findings[0]!.found).toContain(`(${folder}/conf.d/a.conf:2)`);
	if (state === 'warning') expect(findings[0]!.advice).toContain('log { source(s_net); destination(d_circolog); };');
});

test('a file that cannot be read is told of, and the others are read', () => {
	const {folder, main} = configured({
		'main.conf': '@include "conf.d/"\n', 'conf.d/b.conf': 'destination d { unix-dgram("/run/s.sock" time-reopen(1)); };',
	});
	symlinkSync(folder, join(folder, 'conf.d/a.conf'));
	const [unread, found] = checkReopen(readSyslogNgFiles(main), TO);
	expect(unread).toMatchObject({state: 'warning', found: `${folder}/conf.d/a.conf cannot be read (EISDIR), so it is not known how soon syslog-ng tries again`});
	expect(found).toMatchObject({state: 'ok'});
	expect(checkReopen(readSyslogNgFiles(join(folder, 'absent.conf')), TO)).toMatchObject([{state: 'warning', found: expect.stringContaining('ENOENT') as unknown}]);
});

test('files that include each other come to an end', () => {
	const {main} = configured({'main.conf': '@include "conf.d/a.conf"', 'conf.d/a.conf': '@include "main.conf"\n@include "conf.d/a.conf"'});
	expect(checkReopen(readSyslogNgFiles(main), TO)).toEqual([]);
});
