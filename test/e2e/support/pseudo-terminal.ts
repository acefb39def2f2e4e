import {Child} from './child.js';
import {cleanEnvironment} from './daemon.js';
import {peer} from './peers.js';

// What comes on stdin is typed; what the terminal shows goes to stdout. SIGUSR1 makes it narrower by ten columns.
const TERMINAL = `
import fcntl, os, pty, select, signal, struct, sys, termios
columns, rows = int(sys.argv[1]), int(sys.argv[2])
pid, master = pty.fork()
if pid == 0:
    fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack('HHHH', rows, columns, 0, 0))
    os.execv(sys.argv[3], sys.argv[3:])
def narrow(*_):
    fcntl.ioctl(master, termios.TIOCSWINSZ, struct.pack('HHHH', rows, columns - 10, 0, 0))
signal.signal(signal.SIGUSR1, narrow)
inputs = [master, 0]
while True:
    ready = select.select(inputs, [], [])[0]
    if 0 in ready:
        typed = os.read(0, 1024)
        if typed:
            os.write(master, typed)
        else:
            inputs.remove(0)
    if master in ready:
        try:
            shown = os.read(master, 65536)
        except OSError:
            break
        os.write(1, shown)
code = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
sys.exit(code if code >= 0 else 128 - code)
`;

/** What the terminal is like, and what is in the command's environment beside what is always there. */
export interface PseudoTerminal {
	readonly columns?: number;
	readonly rows?: number;
	readonly env?: NodeJS.ProcessEnv;
}

/** Runs a command on a pseudo-terminal of its own; its stdout is what is shown there, its stdin what is typed. Needs python3. */
export function onTerminal(command: string, args: readonly string[], {columns = 80, rows = 50, env = {}}: PseudoTerminal = {}): Child {
	return new Child(peer('python3'), ['-c', TERMINAL, String(columns), String(rows), command, ...args], {...cleanEnvironment(), ...env});
}
