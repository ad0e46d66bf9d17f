import { env } from 'onnxruntime-node'
import sharp from 'sharp'

/** Versions of the native libraries under the scorer, for bug reports. */
export interface RuntimeVersions {
  readonly onnxruntime: string
  readonly sharp: string
  readonly libvips: string
}

export function runtimeVersions(): RuntimeVersions {
  return {
    onnxruntime: env.versions.node ?? env.versions.common,
    sharp: sharp.versions.sharp ?? 'unknown',
    libvips: sharp.versions.vips,
  }
}
