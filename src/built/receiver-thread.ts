import {openBundle} from './bundle.js';

openBundle('receiver').run();
