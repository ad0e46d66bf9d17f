import { figures } from './figures.mjs'

document.querySelector('output').textContent = figures()
