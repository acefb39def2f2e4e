import './style.css';
import {render} from 'preact';
import {App} from './app.js';
import {listenToKeys} from './keyboard.js';
import {Session} from './session.js';

const session = new Session();
session.start();
listenToKeys(session);
render(<App session={session} />, document.querySelector('#page')!);
