import {hostname} from 'node:os';
import {describe, expect, it} from 'vitest';
import {guardRequest} from '../../src/server/request-guard.js';

const own = ['log.example'];

describe('a request over TCP', () => {
	it.each([
		{host: 'localhost:9080'},
		{host: 'LOCALHOST'},
		{host: 'localhost.:9080'},
		{host: '127.0.0.1:9080'},
		{host: '[::1]:9080'},
		{host: `${hostname()}:9080`},
		{host: 'log.example:9080'},
		{'host': 'localhost:9080', 'origin': 'http://localhost:9080', 'sec-fetch-site': 'same-origin'},
		{'host': 'localhost:9080', 'sec-fetch-site': 'none'},
	])('that no foreign page can have sent passes: %j', headers => {
		expect(() => {
			guardRequest(headers, own);
		}).not.toThrow();
	});

	it.each([
		[{}, 'Host ""'],
		[{host: 'evil.example'}, 'Host "evil.example"'],
		[{host: 'localhost.evil.example'}, 'Host'],
		[{host: 'evil.example:9080', origin: 'http://evil.example:9080'}, 'Host'],
		[{host: 'localhost:9080', origin: 'http://evil.example'}, 'Origin "http://evil.example"'],
		[{host: 'localhost:9080', origin: 'http://localhost:8000'}, 'Origin'],
		[{host: 'localhost:9080', origin: 'null'}, 'Origin "null"'],
		[{'host': 'localhost:9080', 'sec-fetch-site': 'cross-site'}, 'another site'],
		[{'host': 'localhost:9080', 'sec-fetch-site': 'same-site'}, 'another site'],
	])('that a foreign page may have sent is refused: %j', (headers, sentence) => {
		expect(() => {
			guardRequest(headers, own);
		}).toThrow(sentence);
	});
});

describe('a request for what tells nothing of the log', () => {
	const link = {'host': 'localhost:9080', 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document'};

	it('may follow a link on a foreign page', () => {
		expect(() => {
			guardRequest(link, own, true);
		}).not.toThrow();
	});

	it.each([
		[link, false],
		[{...link, 'sec-fetch-dest': 'iframe'}, true],
		[{...link, 'sec-fetch-mode': 'no-cors'}, true],
		[{...link, origin: 'http://evil.example'}, true],
		[{...link, host: 'evil.example'}, true],
	])('is refused in all other ways: %j, %s', (headers, mayBeLinked) => {
		expect(() => {
			guardRequest(headers, own, mayBeLinked);
		}).toThrow();
	});
});

describe('a request over a unix socket', () => {
	it.each([{}, {host: ''}, {host: 'circolog'}, {host: 'localhost:9080'}, {host: '127.0.0.1:9080'}, {host: '[::1]:9080'}, {host: hostname()}])('may name %j, as no page can have chosen it', headers => {
		expect(() => {
			guardRequest(headers, undefined);
		}).not.toThrow();
	});

	it.each(['evil.example', 'evil.example:9080', 'localhost.evil.example', 'evil.example.'])('is refused with the name %s, by which a page may have got through a forwarded port', host => {
		expect(() => {
			guardRequest({host}, undefined);
		}).toThrow(`Host "${host}"`);
	});

	it('is still refused when a page of another origin sent it through a forwarded port', () => {
		expect(() => {
			guardRequest({host: 'localhost:9080', origin: 'http://evil.example'}, undefined);
		}).toThrow('Origin');
	});
});
