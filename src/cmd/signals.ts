/** Signals that came in since the process began; the launcher counts them, before anything is loaded. */
export interface Signals {
	/** SIGUSR1. */
	toggles: number;
	/** SIGHUP. */
	reloads: number;
	/** Whether SIGTERM or SIGINT has come. */
	stop: boolean;
	/** Called after every change. */
	changed: () => void;
}
