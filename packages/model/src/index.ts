export { DeqaError, type DeqaErrorCode } from './errors.ts'
