export { type DeqaProgramOptions, deqaProgram, INPUTS, type TextLayout } from './program/deqa-program.ts'
