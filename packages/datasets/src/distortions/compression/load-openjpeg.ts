import { CodecMissing } from '../codec-missing.ts'

/** OpenJPEG, compiled to WebAssembly, when it is first needed. */
export function loadOpenJpeg(): Promise<OpenJpeg> {
  openJpeg ??= start()
  return openJpeg
}

let openJpeg: Promise<OpenJpeg> | undefined

async function start(): Promise<OpenJpeg> {
  let factory: (settings: object) => Promise<OpenJpeg>
  try {
    // @ts-expect-error The package has no types; what we use of it is written down below.
    factory = (await import('@cornerstonejs/codec-openjpeg/wasmjs')).default
  } catch (cause) {
    throw new CodecMissing('@cornerstonejs/codec-openjpeg', cause)
  }
  const silent = () => {}
  return await factory({ print: silent, printErr: silent })
}

/** The part of the Emscripten module that we use. Buffers are views of the module's memory. */
export interface OpenJpeg {
  readonly J2KEncoder: new () => OpenJpegEncoder
  readonly J2KDecoder: new () => OpenJpegDecoder
}

interface OpenJpegEncoder {
  getDecodedBuffer(frame: {
    readonly width: number
    readonly height: number
    readonly bitsPerSample: number
    readonly componentCount: number
    readonly isSigned: boolean
    readonly isUsingColorTransform: boolean
  }): Uint8Array
  setQuality(lossless: boolean, layers: number): void
  setCompressionRatio(layer: number, ratio: number): void
  encode(): void
  getEncodedBuffer(): Uint8Array
  delete(): void
}

interface OpenJpegDecoder {
  getEncodedBuffer(length: number): Uint8Array
  decode(): void
  getDecodedBuffer(): Uint8Array
  delete(): void
}
