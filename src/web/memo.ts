import {Component, type ComponentChild, h} from 'preact';

/** Draws a component only if what it gets has changed: the list has many rows, and few of them change. */
export function memo<P extends object>(draw: (props: P) => ComponentChild, isSame: (before: P, after: P) => boolean): new () => Component<P> {
	return class extends Component<P> {
		override shouldComponentUpdate(next: P): boolean {
			return !isSame(this.props, next);
		}

		override render(): ComponentChild {
			return h(draw as never, this.props as never);
		}
	};
}
