import {readFileSync} from 'node:fs';
import syslogParse from 'syslog-parse';
import {describe, expect, test} from 'vitest';
import {FAULT_PRIORITY, STANDARD_RFC3164} from '../../src/syslog/message.js';
import {fieldsOf} from './fields-of.js';

const LINES = ['Linux', 'Mac', 'OpenSSH'].flatMap(name =>
	readFileSync(new URL(`../data/${name}.log`, import.meta.url), 'utf8').trimEnd().split('\n'));

/** The form nearly all of these lines have. */
const TAGGED = /^(?<timestamp>[A-Z][a-z]{2} [ \d]\d [\d:]{8}) (?<hostname>[\w.-]+) (?<appName>[^\s[:]+)(?:\[(?<procId>\d+)\]:?|:) (?<message>.*)$/;

const UNTAGGED: Record<string, string> = {
	'syslogd 1.4.1: restart.': 'combo',
	' -- root[2421]: ROOT LOGIN ON tty2': 'combo',
};

describe('lines of real logs', () => {
	test('are read in full, whichever program wrote them', () => {
		const tagged = LINES.filter(line => TAGGED.test(line));
		expect(tagged.length).toBeGreaterThan(150);
		for (const line of tagged) {
			const {groups} = TAGGED.exec(line)!;
			expect(fieldsOf(line)).toEqual({standard: STANDARD_RFC3164, priority: 13, faults: FAULT_PRIORITY, ...groups});
		}
	});

	test('without a tag keep their text whole', () => {
		const others = LINES.filter(line => !TAGGED.test(line)).map(fieldsOf);
		expect(others.length).toBeGreaterThan(5);
		for (const fields of others) {
			expect(fields).not.toHaveProperty('appName');
			expect(fields).not.toHaveProperty('procId');
		}
		for (const [message, hostname] of Object.entries(UNTAGGED)) {
			expect(others).toContainEqual(expect.objectContaining({hostname, message}));
		}
	});

	test('have the host, process and process id that syslog-parse finds, where it reads the line from its start', () => {
		const answers = LINES.flatMap(line => {
			const answer = syslogParse(line);
			return answer !== undefined && line.startsWith(`${answer.host} ${answer.process}`, 16) ? [{line, answer}] : [];
		});
		expect(answers.length).toBeGreaterThan(150);
		for (const {line, answer} of answers) {
			const {hostname, appName, procId = '0'} = fieldsOf(line);
			expect({hostname, appName, pid: Number(procId)}).toEqual({hostname: answer.host, appName: answer.process, pid: answer.pid ?? 0});
		}
	});
});
