import { setFlagsFromString } from 'node:v8'

/**
 * Lets V8's heap grow by three times what lives in it, pixels outside it included, before all of it is searched for
 * garbage. By itself V8 lets it grow so little that the pixels of a single update are enough, and a training with tens of
 * thousands of examples spends a quarter of the processors' time on walking over them (docs/performance.md).
 */
export function collectLessOften(): void {
  setFlagsFromString('--heap-growing-percent=300')
}
