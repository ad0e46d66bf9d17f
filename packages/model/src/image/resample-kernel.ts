import { RESAMPLE_WASM } from './resample-wasm.ts'

/** What is used of the global of that name, of which Node's types say nothing. */
declare const WebAssembly: {
  readonly Module: new (bytes: Uint8Array) => object
  readonly Instance: new (module: object) => { readonly exports: object }
}

/** The inner loops of resampling, in WebAssembly with SIMD. What they take is said in `wasm/resample.ts`. */
export interface ResampleKernel {
  readonly memory: { readonly buffer: ArrayBuffer; grow(pages: number): number }
  resampleRows(
    source: number,
    sourceStride: number,
    count: number,
    out: number,
    outStride: number,
    width: number,
    first: number,
    pairs: number,
    weights: number,
    starts: number,
  ): void
  resampleColumns(
    source: number,
    out: number,
    stride: number,
    pairs: number,
    weights: number,
    starts: number,
  ): void
}

const PAGE = 65_536
/** What SIMD loads and stores like best. */
const ALIGNMENT = 16

let kernel: ResampleKernel | undefined

/** The module, compiled at first use. Its memory is used anew by every call, and is never larger than the largest needed. */
export function resampleKernel(): ResampleKernel {
  if (kernel === undefined) {
    const { exports } = new WebAssembly.Instance(new WebAssembly.Module(Buffer.from(RESAMPLE_WASM, 'base64')))
    kernel = exports as ResampleKernel
  }
  return kernel
}

/**
 * Places for stretches of the module's memory, one behind the other from its first byte; it grows where it is too small.
 * Views of the memory that were made before are empty then.
 *
 * @param bytes - how long each must be.
 */
export function layOut<const Name extends string>(
  { memory }: ResampleKernel,
  bytes: Readonly<Record<Name, number>>,
): Record<Name, number> {
  let end = 0
  const places = {} as Record<Name, number>
  for (const name in bytes) {
    places[name] = end
    end += aligned(bytes[name])
  }
  const missing = end - memory.buffer.byteLength
  if (missing > 0) memory.grow(Math.ceil(missing / PAGE))
  return places
}

/** The next length that keeps what follows aligned. */
export function aligned(bytes: number): number {
  return Math.ceil(bytes / ALIGNMENT) * ALIGNMENT
}
