import {run} from '../../e2e/support/child.js';
import {peer} from '../../e2e/support/peers.js';

/** Writes what a small shop's hosts would: more at some times, with a burst of errors. */
const SENDER = `
import datetime, random, socket, sys, time
sender = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
sender.connect(sys.argv[1])
random.seed(4711)
seconds = float(sys.argv[2])
address = lambda: '203.0.113.%d' % random.randint(1, 254)
kinds = [
    (30, 86, 'sshd', lambda: 'Failed password for root from %s port %d ssh2' % (address(), random.randint(1024, 65000))),
    (10, 86, 'sshd', lambda: 'Accepted publickey for anna from 192.0.2.7 port %d ssh2' % random.randint(1024, 65000)),
    (90, 30, 'nginx', lambda: '%s "GET /orders/%d HTTP/2.0" 200 %d' % (address(), random.randint(1, 9999), random.randint(100, 9000))),
    (25, 30, 'nginx', lambda: '%s "POST /cart HTTP/2.0" 201 %d' % (address(), random.randint(100, 900))),
    (45, 135, 'shop', lambda: 'cache hit for product %d' % random.randint(1, 9999)),
    (18, 135, 'shop', lambda: '\\x1b[36mcart\\x1b[0m rendered in \\x1b[1m%d ms\\x1b[0m' % random.randint(2, 90)),
    (16, 134, 'shop', lambda: 'order %d placed by customer %d' % (random.randint(1000, 9999), random.randint(1, 999))),
    (9, 78, 'cron', lambda: '(root) CMD (run-parts --report /etc/cron.hourly)'),
    (5, 29, 'systemd', lambda: 'Started session-%d.scope - Session of user anna.' % random.randint(1, 99)),
    (7, 4, 'kernel', lambda: '[%.6f] sda1: I/O delay of %d ms' % (random.random() * 9e5, random.randint(20, 900))),
    (5, 27, 'nginx', lambda: 'upstream timed out (110: Connection timed out) while reading from upstream, client: ' + address()),
]
begun = time.monotonic()
while (now := time.monotonic() - begun) < seconds:
    burst = 0.55 < now / seconds < 0.62
    for _ in range(random.randint(4, 12) * (3 if burst else 1)):
        weights = [weight * (12 if burst and priority in (4, 27) else 1) for weight, priority, _, _ in kinds]
        _, priority, app, text = random.choices(kinds, weights)[0]
        host = random.choices(['web1', 'web2', 'db1'], [5, 3, 2])[0]
        stamp = datetime.datetime.now(datetime.timezone.utc).strftime('%Y-%m-%dT%H:%M:%S.%fZ')
        process = '-' if app == 'kernel' else str(random.randint(300, 9000))
        data = '[req@32473 status="502" path="/orders"]' if priority == 27 else '-'
        sender.send(('<%d>1 %s %s %s %s - %s %s' % (priority, stamp, host, app, process, data, text())).encode())
    time.sleep(random.uniform(0.02, 0.06))
`;

/** Has a busy host write for some seconds. */
export async function writeAsBusyHost(path: string, seconds: number): Promise<void> {
	await run(peer('python3'), ['-c', SENDER, path, String(seconds)]);
}
