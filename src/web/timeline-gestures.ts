/** A span of time in milliseconds since 1970 UTC. */
export type TimeSpan = readonly [from: number, to: number];

/** The picture, as hands move it. */
export interface MovablePicture {
	/** What is touched. */
	readonly surface: HTMLElement;
	/** The time that is shown. */
	readonly shown: TimeSpan;
	/** Shows another time for the while of a gesture; undefined ends that. */
	preview(span: TimeSpan | undefined): void;
	/** Marks what would be zoomed into, in pixels from the left of the surface; nothing without a width. */
	select(left: number, width: number): void;
}

/** What hands choose. */
export interface Chosen {
	/** Time to be shown alone. */
	zoom(span: TimeSpan): void;
	/** A moment that was pressed. */
	press(moment: number): void;
}

/** A finger, in pixels from the left of the surface. */
interface Finger {
	readonly begun: number;
	now: number;
}

/** A finger that moves less than this taps, and a mouse presses. */
export const TAP_PX = 8;
/** Fingers that are closer together than this only move the picture. */
const PINCH_PX = 24;
const SHORTEST_MS = 20;
const WHEEL_ZOOM = 0.004;
/** A wheel that rests for this long has come to its end. */
const WHEEL_REST_MS = 250;

/**
 * Zooms and moves the picture by touch and by trackpad: one finger draws a range as the mouse does, two fingers zoom and
 * move, and so does the wheel with Ctrl, which is how trackpads tell of fingers; sideways it moves.
 *
 * @param chosen Told of what was chosen.
 * @returns Ends it.
 */
export function listenToGestures(picture: MovablePicture, chosen: Chosen): () => void {
	const {surface} = picture;
	const ending = new AbortController();
	const fingers = new Map<number, Finger>();
	/** What was shown before the gesture, and what would be shown after it. */
	let before = picture.shown;
	let after: TimeSpan | undefined;
	let isPinch = false;
	/** Where the mouse was pressed. */
	let pressed = -1;
	let wheelRest: ReturnType<typeof setTimeout> | undefined;

	const placeOf = ({clientX}: MouseEvent): number => clientX - surface.getBoundingClientRect().left;
	const show = (span: TimeSpan): void => {
		after = span;
		picture.preview(span);
	};
	const end = (): void => {
		picture.preview(undefined);
		picture.select(0, 0);
		if (after !== undefined) chosen.zoom(after);
		after = undefined;
		isPinch = false;
	};

	const listen = <T extends keyof HTMLElementEventMap>(type: T, heard: (event: HTMLElementEventMap[T]) => void): void => {
		surface.addEventListener(type, heard, {signal: ending.signal, passive: false});
	};
	listen('pointerdown', event => {
		pressed = placeOf(event);
		if (event.pointerType === 'mouse') return;
		if (fingers.size === 0) before = picture.shown;
		const begun = placeOf(event);
		fingers.set(event.pointerId, {begun, now: begun});
		surface.setPointerCapture(event.pointerId);
		if (fingers.size === 2) {
			isPinch = true;
			picture.select(0, 0);
		}
	});
	listen('pointermove', event => {
		const finger = fingers.get(event.pointerId);
		if (finger === undefined) return;
		finger.now = placeOf(event);
		const [one, other] = [...fingers.values()];
		if (isPinch) {
			if (one !== undefined && other !== undefined) show(pinched(before, surface.clientWidth, one, other));
			return;
		}
		const left = Math.max(0, Math.min(finger.begun, finger.now));
		const width = Math.min(surface.clientWidth, Math.max(finger.begun, finger.now)) - left;
		const isDrawn = width > TAP_PX;
		picture.select(left, isDrawn ? width : 0);
		after = isDrawn ? [timeAt(before, surface.clientWidth, left), timeAt(before, surface.clientWidth, left + width)] : undefined;
	});
	const lift = ({pointerId}: PointerEvent): void => {
		if (fingers.delete(pointerId) && fingers.size === 0) end();
	};
	listen('pointerup', event => {
		const place = placeOf(event);
		if (!isPinch && Math.abs(place - pressed) < TAP_PX && after === undefined) chosen.press(timeAt(picture.shown, surface.clientWidth, place));
		lift(event);
	});
	listen('pointercancel', event => {
		// The browser scrolls instead.
		after = undefined;
		lift(event);
	});
	listen('wheel', event => {
		const isZoom = event.ctrlKey || event.metaKey;
		const sideways = event.shiftKey && event.deltaX === 0 ? event.deltaY : event.deltaX;
		if (!isZoom && Math.abs(sideways) <= Math.abs(event.shiftKey ? 0 : event.deltaY)) return;
		event.preventDefault();
		const [from, to] = after ?? picture.shown;
		const width = surface.clientWidth;
		const perPx = (to - from) / width;
		if (isZoom) {
			const middle = from + placeOf(event) * perPx;
			const factor = Math.exp(event.deltaY * WHEEL_ZOOM);
			show(longEnough(middle - (middle - from) * factor, middle + (to - middle) * factor));
		} else {
			show([from + sideways * perPx, to + sideways * perPx]);
		}
		clearTimeout(wheelRest);
		wheelRest = setTimeout(end, WHEEL_REST_MS);
	});
	return () => {
		clearTimeout(wheelRest);
		ending.abort();
	};
}

/** The span in which the times that fingers were put on lie where the fingers are now. */
function pinched(before: TimeSpan, width: number, one: Finger, other: Finger): TimeSpan {
	const [from, to] = before;
	const wasApart = Math.abs(one.begun - other.begun);
	const isApart = Math.abs(one.now - other.now);
	const perPx = (to - from) / width * (Math.min(wasApart, isApart) < PINCH_PX ? 1 : wasApart / isApart);
	const middle = timeAt(before, width, (one.begun + other.begun) / 2);
	const start = middle - (one.now + other.now) / 2 * perPx;
	return longEnough(start, start + width * perPx);
}

function timeAt([from, to]: TimeSpan, width: number, px: number): number {
	return from + (to - from) * px / width;
}

function longEnough(from: number, to: number): TimeSpan {
	const missing = Math.max(0, SHORTEST_MS - (to - from));
	return [from - missing / 2, to + missing / 2];
}
