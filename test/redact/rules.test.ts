import {describe, expect, test} from 'vitest';
import {ALL, RedactingBench} from './redacted.js';

type Case = readonly [text: string, expected: string];

/** What stands behind the header, alone and beside all other rules; and what is masked once stays as it is. */
function masks(rule: string, cases: readonly Case[]): void {
	const alone = new RedactingBench([rule]);
	test.each(cases)('%j', (text, expected) => {
		for (const [header, behind] of [['<13>1 2026-11-20T15:10:37.123456+00:00 vm app 42 ID7 - ', ''], ['<13>Nov 20 15:10:37 vm app[42]: ', ' end'], ['', '']] as const) {
			for (const shift of [0, 1, 2, 3]) {
				const whole = `${header}${text}${behind}`;
				const redacted = alone.redact(whole, shift, '1'.charCodeAt(0));
				expect(redacted.text).toBe(`${header}${expected}${behind}`);
				expect(redacted.counts[0], 'messages counted').toBe(text === expected ? 0 : 1);
				expect(alone.redact(redacted.text, shift)).toMatchObject({text: redacted.text, counts: expect.arrayContaining([0]) as unknown});
			}
		}
	});
}

function leaves(rule: string, texts: readonly string[]): void {
	masks(rule, texts.map(text => [text, text]));
}

describe('ipv4', () => {
	masks('ipv4', [
		['from 192.168.1.77 port 22', 'from 192.168.1.0 port 22'],
		['192.168.1.77', '192.168.1.0'],
		['1.2.3.4, 5.6.7.8; 255.255.255.255', '1.2.3.0, 5.6.7.0; 255.255.255.0'],
		['src=10.0.0.1:53 (10.0.0.2) [10.0.0.3] <10.0.0.4> "10.0.0.5" ip-10.0.0.6_7', 'src=10.0.0.0:53 (10.0.0.0) [10.0.0.0] <10.0.0.0> "10.0.0.0" ip-10.0.0.0_7'],
		['It was 10.1.2.3. Then 10.1.2.4...', 'It was 10.1.2.0. Then 10.1.2.0...'],
		['http://10.1.2.3:80/x', 'http://10.1.2.0:80/x'],
		['10.1.2.3/32 10.1.2.3-10.1.2.9', '10.1.2.0/32 10.1.2.0-10.1.2.0'],
		['010.001.002.003', '010.001.002.0'],
		['10.1.2.3.example.org', '10.1.2.0.example.org'],
		['77.1.168.192.in-addr.arpa 77.1.168.192.IN-ADDR.ARPA', '0.1.168.192.in-addr.arpa 0.1.168.192.IN-ADDR.ARPA'],
		['::ffff:1.2.3.4', '::ffff:1.2.3.0'],
		['来自1.2.3.4的', '来自1.2.3.0的'],
		['line#01210.1.2.3#012next', 'line#01210.1.2.0#012next'],
		[String.raw`{"a":"x\n10.1.2.3\t10.1.2.4\x0a10.1.2.5\u000a10.1.2.6\01210.1.2.7"}`, String.raw`{"a":"x\n10.1.2.0\t10.1.2.0\x0a10.1.2.0\u000a10.1.2.0\01210.1.2.0"}`],
		['?ip%3D10.1.2.3%2010.1.2.4%0A10.1.2.5', '?ip%3D10.1.2.0%2010.1.2.0%0A10.1.2.0'],
		['\x1b[31m10.1.2.3\x1b[0m #033[01;32m10.1.2.4#033[0m', '\x1b[31m10.1.2.0\x1b[0m #033[01;32m10.1.2.0#033[0m'],
	]);
	describe('is not', () => {
		leaves('ipv4', [
			'v1.2.3.4 openssl1.1.1.2', '1.2.3.4.5 1.2.3.4.5.6.7.8', '1.2.3', '1.2.3. 4', '256.1.1.1 1.1.1.256 1.2.3.1234', '1..2.3.4', '1.2.3.4beta', '127.0.0.1 0.0.0.0 127.1.2.3',
			'10:30:22.123456', '1,2,3,4', '3.14', '1.3.6.1.4.1.2021', '10.0.0.0', '.', '1.', '.1', '....', '1.2.3.',
		]);
	});
});

describe('ipv6', () => {
	masks('ipv6', [
		['from 2001:db8:1:2::5 port 22', 'from 2001:db8:1:: port 22'],
		['2001:0db8:0001:0002:0003:0004:0005:0006', '2001:db8:1::'],
		['2001:DB8::1', '2001:db8::'],
		['2001::5 ::5:6 1::', '2001:: :: 1::'],
		['::c:1:2:3:4:5', '0:0:c::'],
		['[2001:db8::1]:443', '[2001:db8::]:443'],
		['fe80::1%eth0 fe80::1:2/64', 'fe80::%eth0 fe80::/64'],
		['2001:db8::1.443', '2001:db8::.443'],
		['2001:db8:1:2::5: refused', '2001:db8:1::: refused'],
		['::ffff:1.2.3.4 0:0:0:0:0:ffff:1.2.3.4', '::ffff:1.2.3.0 0:0:0:0:0:ffff:1.2.3.0'],
		['::ffff:c0a8:14d', '::ffff:c0a8:100'],
		['64:ff9b::192.0.2.33', '64:ff9b::'],
		['client:2001:db8::1, Iface:2001:db8::1 addr:::2', 'client:2001:db8::, Iface:2001:db8:: addr:::'],
		['x#0122001:db8::1 %5B2001:db8::1%5D \\n2001:db8::1', 'x#0122001:db8:: %5B2001:db8::%5D \\n2001:db8::'],
		['10.0.0.1:2001:db8::1 a.2001:db8::1', '10.0.0.1:2001:db8:: a.2001:db8::'],
		['a 2001:db8:1:2:3:4:5:6, b', 'a 2001:db8:1::, b'],
	]);
	describe('is not', () => {
		leaves('ipv6', [
			'10:30:22 10:30:22.123', '2026-11-20T15:10:37+00:00', 'aa:bb:cc:dd:ee:ff', '00:11:22:33:44:55:66:77', '::1 ::', 'Foo::Bar abc::def std::fab Client::1',
			'1:2:3:4:5:6:7', '1:2:3:4:5:6:7:8:9', '1::2::3', '12345::1', '2001:db8::g', ':::', '::::1', ':', 'a:b:c', '::ffff:127.0.0.1', '2001:db8::',
			'SHA256:ab:cd:ef:01:23:45:67:89:ab:cd',
		]);
	});
});

describe('email', () => {
	masks('email', [
		['to=<alice@example.org>, status=sent', 'to=<***@example.org>, status=sent'],
		['alice.b-smith+tag@mail.example.co.uk.', '***@mail.example.co.uk.'],
		['user=alice@example.org', 'user=***@example.org'],
		['mailto:alice@example.org?subject=x', 'mailto:***@example.org?subject=x'],
		["'alice@example.org' (bob@example.org) {carl@example.org}", "'***@example.org' (***@example.org) {***@example.org}"],
		['"alice smith"@example.org', '"***"@example.org'],
		['alice@[192.0.2.1] alice@192.0.2.1 root@localhost', '***@[192.0.2.1] ***@192.0.2.1 ***@localhost'],
		['list-bounces+alice=example.com@lists.example.org', '***@lists.example.org'],
		['jörg@example.org alice@exämple.org', '***@example.org ***@exämple.org'],
		['alice%40example.org', '***%40example.org'],
		[String.raw`x\nalice@example.org`, String.raw`x\n***@example.org`],
		['https://alice:secret@example.org/ postgres://u:p@db/x', 'https://***@example.org/ postgres://***@db/x'],
		['https://u:p@ss@host/', 'https://***@host/'],
		['a@b.cd', '***@b.cd'],
		['alice@example.org,bob@example.org', '***@example.org,***@example.org'],
	]);
	describe('is not', () => {
		leaves('email', [
			'user@1000.service getty@tty1.service run-u1@x.scope', 'npm@10.9.2 fastify@5.12.8', 'user@host @scope/pkg', 'soc/serial@fe201000 pci@0000:00', 'a @ b.c', '@', 'a@', '@b.c',
			'a@.b', 'a@b.', 'Foo@1a2b3c', '***@example.org', '100%40 off', '<@example.org>',
		]);
	});
});

describe('url-query', () => {
	masks('url-query', [
		['GET /find?q=alice HTTP/1.1', 'GET /find?*** HTTP/1.1'],
		['"https://example.org/a/b?c=d&e=f#g"', '"https://example.org/a/b?***"'],
		['https://example.org/?q', 'https://example.org/?***'],
		['(see http://a/b?c=d).', '(see http://a/b?***).'],
		['a/b?x[]=1] done', 'a/b?***] done'],
		[String.raw`{"url":"http:\/\/a\/b?c=d\"}`, String.raw`{"url":"http:\/\/a\/b?***\"}`],
		['/a?b?c /d?e', '/a?*** /d?***'],
		['/a?alice@example.org&ip=1.2.3.4', '/a?***'],
	]);
	describe('is not', () => {
		leaves('url-query', ['what?no', 'and/or? Yes', 'a/b ?c=d', '/a?', '/a?***', '?', '/??', 'is it a/b?)']);
	});
});

describe('credit-card', () => {
	masks('credit-card', [
		['4111111111111111', '************1111'],
		['card 4111 1111 1111 1111 ok', 'card **** **** **** 1111 ok'],
		['5500-0000-0000-0004', '****-****-****-0004'],
		['3782 822463 10005', '**** ****** *0005'],
		['card=378282246310005, 6011111111111117;', 'card=***********0005, ************1117;'],
		['4222222222222', '*********2222'],
		['6304000000000001 4111111111111111', '6304000000000001 ************1111'],
		['order 12345 4111 1111 1111 1111 777', 'order 12345 **** **** **** 1111 777'],
		['"4111111111111111"', '"************1111"'],
	]);
	describe('is not', () => {
		leaves('credit-card', [
			'4111111111111112', '1763651437123 1763651437123456 1763651437123456789', '411111111111', 'id4111111111111111', '4111111111111111a', '41111111111111111111111',
			'4111 1111-1111 1111', '41 11 11 11 11 11 11 11', '2026-11-20 15:10:37', '4111.1111.1111.1111', '0000000000000000', '1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6',
		]);
	});
});

describe('bearer', () => {
	masks('bearer', [
		['Authorization: Bearer abc', 'Authorization: Bearer ***'],
		['authorization: basic dXNlcjpwYXNz', 'authorization: basic ***'],
		['"Authorization":"Bearer abc.def-ghi"', '"Authorization":"Bearer ***"'],
		['got Bearer a1b2c3d4 from x', 'got Bearer *** from x'],
		['Basic dXNlcjpwYXNzd29yZA==', 'Basic ***'],
		['t=eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmN and', 't=*** and'],
		['x eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.', 'x ***.'],
		['BEARER  zz99zz99', 'BEARER  ***'],
	]);
	describe('is not', () => {
		leaves('bearer', [
			'bearer of bad news', 'Basic authentication failed', 'Bearer', 'Bearer ', 'basic', 'forbearer abc123def', 'a bearer token expired', 'eyJ', 'keyJar.x', 'the basics a1b2c3d4', 'Bearer ***',
		]);
	});
});

describe('secret', () => {
	masks('secret', [
		['password=hunter2', 'password=***'],
		['password=a)b]c, user=x', 'password=***, user=x'],
		['PASSWORD: hunter2', 'PASSWORD: ***'],
		['{"api_key":"a b","user":"x"}', '{"api_key":"***","user":"x"}'],
		['{"password": "a\\"b"}', '{"password": "***"}'],
		[String.raw`"{\"token\":\"x y\",\"a\":1}"`, String.raw`"{\"token\":\"***\",\"a\":1}"`],
		["{'client_secret': 'x'}", "{'client_secret': '***'}"],
		['X-Api-Key: abc', 'X-Api-Key: ***'],
		['access_token=a&b=c', 'access_token=***&b=c'],
		['password = x', 'password = ***'],
		['pwd=x sessionid=abc', 'pwd=*** sessionid=***'],
		['(token=abc)', '(token=***)'],
	]);
	test('takes a cookie to the end of its line or its quotes', () => {
		const bench = new RedactingBench(['secret']);
		expect(bench.redact('Cookie: a=b; c=d\nHost: x').text).toBe('Cookie: ***\nHost: x');
		expect(bench.redact('"Set-Cookie: a=b; c=d" next').text).toBe('"Set-Cookie: ***" next');
	});
	test('leaves the scheme of an authorization', () => {
		const bench = new RedactingBench(['secret']);
		expect(bench.redact('Authorization: Token abc from x').text).toBe('Authorization: Token *** from x');
		expect(bench.redact('Authorization: abc from x').text).toBe('Authorization: *** from x');
	});
	describe('is not', () => {
		leaves('secret', [
			'PWD=/root', 'Failed password for alice', 'password', 'password=', 'password= user=x', 'a=b', 'passwords=x', 'token bucket', 'sequenceId="1"', '10:30:22', 'password=***', 'key=x', 'compass=n',
		]);
	});
});

test('all rules work on a message together', () => {
	const bench = new RedactingBench(ALL);
	const {text, counts} = bench.redact('<13>1 2026-11-20T15:10:37.123456+00:00 192.0.2.7 a@b.cd 4111111111111111 - '
		+ '[x@32473 ip="192.0.2.8" to="\\"a b\\"@example.org" password="a\\]b" url="/a?b[c\\]=d" n="2001:db8:1:2::3"] '
		+ 'from 192.0.2.9 to <alice@example.org> by https://u:p@h/x?y=z Bearer a1b2c3d4 card 5500-0000-0000-0004');
	expect(text).toBe('<13>1 2026-11-20T15:10:37.123456+00:00 192.0.2.0 ***@b.cd ************1111 - '
		+ '[x@32473 ip="192.0.2.0" to="\\"***\\"@example.org" password="***" url="/a?***" n="2001:db8:1::"] '
		+ 'from 192.0.2.0 to <***@example.org> by https://***@h/x?*** Bearer *** card ****-****-****-0004');
	expect(counts.slice(0, 8)).toEqual([1, 3, 1, 4, 2, 2, 1, 1]);
});
