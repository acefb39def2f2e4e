import {listOption, option} from './flags.js';
import {accountName, perSocket} from './socket-rights.js';
import {octalMode, text, wholeNumber} from './values.js';

const MAX_FOLLOWERS = 100_000;

/** The flags of circologd that say who may do what, and how many. */
export const ACCESS_FLAGS = {
	queryTokenFile: option('--query-token-file <PATH>', 'file of tokens, one a line: over TCP, only who has one may ask', text),
	queryTlsCert: option('--query-tls-cert <PATH>', 'certificate for queries over TCP, which then are encrypted', text),
	queryTlsKey: option('--query-tls-key <PATH>', 'its key', text),
	queryTlsClientCa: option('--query-tls-client-ca <PATH>', 'over TCP, only who has a certificate of this authority may ask', text),
	maxFollowers: option('--max-followers <N>', 'clients that may follow at the same time', wholeNumber(1, MAX_FOLLOWERS), '1000'),
	socketModes: listOption('--socket-mode <MODE>', 'mode of the unix sockets: 660, or syslog=666,query=640', perSocket(octalMode), {shownDefault: '660'}),
	socketUsers: listOption('--socket-user <USER>', 'user that they are given to, of all or as for --socket-mode', perSocket(accountName), {
		shownDefault: "the daemon's",
	}),
	socketGroups: listOption('--socket-group <GROUP>', 'group that they are given to, in the same way', perSocket(accountName), {
		shownDefault: "the daemon's",
	}),
};
