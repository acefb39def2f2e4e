import {chmodSync, chownSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, test} from 'vitest';
import {explainDenial} from '../../src/doctor/permission.js';
import {temporaryFolder} from '../e2e/support/folder.js';

const GROUPS = 'root:x:0:\nadm:x:4:anna,berta\nodd name:x:5:\nbroken line\n';

describe.skipIf(process.getuid!() !== 0)('a socket that one may not use (needs root to give it away)', () => {
	function denial(mode: number, gid: number, user = 'clara', groups: number[] = [1000]): string[] {
		const path = join(temporaryFolder(), 'ctl.sock');
		writeFileSync(path, '');
		chmodSync(path, mode);
		chownSync(path, 0, gid);
		const {found, advice} = explainDenial(path, {user, groups, groupFile: GROUPS});
		return [found.replace(path, 'PATH'), ...advice];
	}

	test('is of a group that lets in', () => {
		expect(denial(0o660, 4)).toEqual([
			'user clara may not use PATH, which has mode 0660 and belongs to user 0, group adm', 'sudo usermod -aG adm clara', '# and log in anew',
		]);
		expect(denial(0o660, 5, "o'hara")).toContain("sudo usermod -aG 'odd name' 'o'\\''hara'");
	});

	test('is of a group that one has joined since', () => {
		expect(denial(0o660, 4, 'anna')).toEqual([expect.stringMatching(/; anna is in that group, but was not yet when this shell began$/), '# log in anew, or', 'newgrp adm']);
		expect(denial(0o660, 4, 'anna', [4])).toContain('sudo usermod -aG adm anna');
	});

	test('is closed to its group too', () => {
		expect(denial(0o600, 4)).toContain('--socket-mode 660');
	});

	test.each([0, 4711])('is of a group that nobody should be put into: %d', (gid) => {
		expect(denial(0o660, gid)).toEqual(expect.arrayContaining(['sudo circolog-ctl doctor', 'Group=adm']));
	});
});
