import {randomBytes} from 'node:crypto';
import {utcTimestamp} from '../syslog/timestamp-writer.js';
import {compose} from '../syslog/compose.js';

/** In every message of every run, and in no other message. */
export const MARK_PREFIX = 'circolog-doctor-';
/** How a mark is found in a message. */
export const MARK = new RegExp(`${MARK_PREFIX}[0-9a-f]{8}-\\d+`);

const APP_NAME = 'circolog-ctl';
/** user.notice */
const PRIORITY = 13;
/** In the structured data of marked messages in the format of RFC 5424. */
export const MARK_SD_ID = 'doctor@32473';
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** A message that is known again, wherever it comes out. */
export interface Marked {
	readonly mark: string;
	readonly bytes: Uint8Array;
}

/** Makes marked messages of one run. */
export class Marker {
	/** Begins all marks of this run. */
	readonly run = `${MARK_PREFIX}${randomBytes(4).toString('hex')}-`;
	#count = 0;

	/** In the format of RFC 5424, with structured data. */
	rfc5424(now: Date, hostname: string): Marked {
		const mark = this.#next();
		return {mark, bytes: compose({
			priority: PRIORITY, timestamp: utcTimestamp(now.getTime() * 1000), hostname, appName: APP_NAME, procId: String(process.pid), msgId: 'DOCTOR',
			structuredData: [{id: MARK_SD_ID, params: [{name: 'mark', value: mark}]}],
			message: `${mark}: circolog-ctl doctor tries structured data`,
		})};
	}

	/** In the local format of syslog(3): BSD's, without a host. */
	local(now: Date): Marked {
		return this.#local(now, 'circolog-ctl doctor tries the way');
	}

	/** The same with a tab and a line feed in it. */
	withControlCharacters(now: Date): Marked {
		return this.#local(now, 'circolog-ctl doctor tries\ta tab\nand a line feed');
	}

	#local(now: Date, text: string): Marked {
		const mark = this.#next();
		const two = (number: number, pad = '0'): string => String(number).padStart(2, pad);
		const stamp = `${MONTHS[now.getMonth()]!} ${two(now.getDate(), ' ')} ${two(now.getHours())}:${two(now.getMinutes())}:${two(now.getSeconds())}`;
		return {mark, bytes: Buffer.from(`<${PRIORITY}>${stamp} ${APP_NAME}[${process.pid}]: ${mark}: ${text}`)};
	}

	#next(): string {
		this.#count += 1;
		return `${this.run}${this.#count}`;
	}
}
