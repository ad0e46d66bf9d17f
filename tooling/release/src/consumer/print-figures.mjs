import { figures } from './figures.mjs'

console.log(figures())
