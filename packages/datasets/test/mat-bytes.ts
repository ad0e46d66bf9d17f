import { deflateSync } from 'node:zlib'

/** What a miniature .mat file can hold: a row of numbers, or a column of strings as a cell array. */
export type MatContent = readonly number[] | readonly string[]

interface MatOptions {
  readonly bigEndian?: boolean
  readonly compressed?: boolean
}

/** The bytes of a Level 5 MAT-file. Checked against SciPy's reader when it was written. */
export function matBytes(variables: Readonly<Record<string, MatContent>>, options: MatOptions = {}): Buffer {
  const { bigEndian = false, compressed = false } = options
  const write = new MatWriter(bigEndian)
  const header = Buffer.alloc(128, ' ')
  header.write('MATLAB 5.0 MAT-file, made for a test')
  header.fill(0, 116, 124)
  write.uint16(header, 0x0100, 124)
  header.write(bigEndian ? 'MI' : 'IM', 126)
  const parts = Object.entries(variables).map(([name, content]) => {
    const matrix = write.variable(name, content)
    return compressed ? write.unpadded(15, deflateSync(matrix)) : matrix
  })
  return Buffer.concat([header, ...parts])
}

class MatWriter {
  private readonly bigEndian: boolean

  constructor(bigEndian: boolean) {
    this.bigEndian = bigEndian
  }

  uint16(target: Buffer, value: number, offset: number): void {
    if (this.bigEndian) target.writeUInt16BE(value, offset)
    else target.writeUInt16LE(value, offset)
  }

  variable(name: string, content: MatContent): Buffer {
    if (isStrings(content)) {
      const cells = content.map((text) =>
        this.matrix(4, [1, text.length], '', this.element(16, Buffer.from(text))),
      )
      return this.matrix(1, [content.length, 1], name, ...cells)
    }
    const doubles = Buffer.alloc(8 * content.length)
    for (const [index, value] of content.entries()) {
      if (this.bigEndian) doubles.writeDoubleBE(value, 8 * index)
      else doubles.writeDoubleLE(value, 8 * index)
    }
    return this.matrix(6, [1, content.length], name, this.element(9, doubles))
  }

  unpadded(type: number, data: Uint8Array): Buffer {
    return Buffer.concat([this.words(type, data.length), data])
  }

  private matrix(arrayClass: number, dimensions: readonly number[], name: string, ...rest: Buffer[]): Buffer {
    const flags = this.element(6, this.words(arrayClass, 0))
    const sizes = this.element(5, this.words(...dimensions))
    return this.element(14, Buffer.concat([flags, sizes, this.element(1, Buffer.from(name)), ...rest]))
  }

  private element(type: number, data: Uint8Array): Buffer {
    const padding = Buffer.alloc((8 - (data.length % 8)) % 8)
    return Buffer.concat([this.words(type, data.length), data, padding])
  }

  private words(...values: readonly number[]): Buffer {
    const buffer = Buffer.alloc(4 * values.length)
    for (const [index, value] of values.entries()) {
      if (this.bigEndian) buffer.writeUInt32BE(value, 4 * index)
      else buffer.writeUInt32LE(value, 4 * index)
    }
    return buffer
  }
}

function isStrings(content: MatContent): content is readonly string[] {
  return typeof content[0] === 'string'
}
