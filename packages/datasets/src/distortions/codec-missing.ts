/** A codec that a distortion needs is not installed: both are optional, and only loaded when asked for. */
export class CodecMissing extends Error {
  readonly code = 'CODEC_MISSING'
  /** Name of the npm package. */
  readonly package: string

  constructor(name: string, cause: unknown) {
    super(`cannot load ${name}\nInstall it: npm install ${name}`, { cause })
    this.name = 'CodecMissing'
    this.package = name
  }
}
