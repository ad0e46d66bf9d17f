/**
 * Called by the forward passes with each named intermediate: parity tests and figures read the network
 * through it. The names are those of the recordings in `golden/vectors/README.md`, without the image suffix.
 */
export type Trace<T> = (name: string, value: T) => void
