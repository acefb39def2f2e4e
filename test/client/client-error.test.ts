import {expect, test} from 'vitest';
import {refused, unreachable} from '../../src/client/client-error.js';
import {endpointAt, headersFor, nameOf} from '../../src/client/endpoint.js';
import {logPath} from '../../src/client/log-path.js';
import {RetryDelay} from '../../src/client/retry-delay.js';

const socket = {path: '/run/circolog/query.sock'};

test.each([
	['ENOENT', 'no such socket (is circologd running?)'],
	['ECONNREFUSED', 'nobody listens there (is circologd running?)'],
	['EACCES', 'permission denied (the socket admits its owner and group only)'],
	['HPE_INVALID_CONSTANT', 'it does not speak HTTP'],
	['EWHATEVER', 'some text'],
])('%s names socket and reason', (code, reason) => {
	const error = unreachable(socket, Object.assign(new Error('some\ntext'), {code}));
	expect(error).toMatchObject({code: 'UNREACHABLE', message: `cannot reach circologd at /run/circolog/query.sock: ${reason}`});
});

test('the daemon’s own sentence is shown, without what could harm a terminal', () => {
	expect(refused(socket, 400, 'l: \u001b[2J is wrong\n')).toMatchObject({code: 'REJECTED', message: 'l:  [2J is wrong'});
	expect(refused(socket, 400, 'q, position 3: "\u009b" is wrong\na \t\u202eb\n    ^\n'))
		.toMatchObject({code: 'REJECTED', message: 'q, position 3: " " is wrong\na   b\n    ^'});
	expect(refused(socket, 408, '0 of 1 message came within 1 s\n')).toMatchObject({code: 'TIMEOUT', message: '0 of 1 message came within 1 s'});
	expect(refused(socket, 503, 'too many followers\n'))
		.toMatchObject({code: 'FAILED', message: 'circologd at /run/circolog/query.sock answers 503: too many followers'});
});

test('endpoints have names and Host headers', () => {
	expect(endpointAt({port: 9080})).toEqual({host: '127.0.0.1', port: 9080});
	expect(['::1', 'localhost'].map(host => nameOf({host, port: 80}))).toEqual(['[::1]:80', 'localhost:80']);
	expect([socket, {host: '::1', port: 80}].map(each => headersFor(each).host)).toEqual(['localhost', '[::1]:80']);
});

test('requests for messages escape what they carry', () => {
	expect(logPath('/', [])).toBe('/');
	expect(logPath('/', [['fmt', 'a&b c'], ['q', 'ü'], ['q', '+']])).toBe('/?fmt=a%26b+c&q=%C3%BC&q=%2B');
	expect(logPath('/ws', [['fmt', 'json']], {lines: 10, cursor: '0123456789ab:7'})).toBe('/ws?cursor=0123456789ab%3A7&l=10&fmt=json');
});

test('delays double from 100 ms to 5 s, and begin anew after a success', () => {
	const delay = new RetryDelay();
	expect(Array.from({length: 8}, () => delay.next())).toEqual([100, 200, 400, 800, 1600, 3200, 5000, 5000]);
	delay.reset();
	expect(delay.next()).toBe(100);
});
