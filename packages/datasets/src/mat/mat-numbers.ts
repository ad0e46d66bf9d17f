import { type MatElement, MI } from './mat-elements.ts'

type Getter = (view: DataView, offset: number, littleEndian: boolean) => number

const NUMBER_TYPES: Readonly<Record<number, { readonly size: number; readonly get: Getter }>> = {
  [MI.int8]: { size: 1, get: (view, at) => view.getInt8(at) },
  [MI.uint8]: { size: 1, get: (view, at) => view.getUint8(at) },
  [MI.int16]: { size: 2, get: (view, at, little) => view.getInt16(at, little) },
  [MI.uint16]: { size: 2, get: (view, at, little) => view.getUint16(at, little) },
  [MI.int32]: { size: 4, get: (view, at, little) => view.getInt32(at, little) },
  [MI.uint32]: { size: 4, get: (view, at, little) => view.getUint32(at, little) },
  [MI.single]: { size: 4, get: (view, at, little) => view.getFloat32(at, little) },
  [MI.double]: { size: 8, get: (view, at, little) => view.getFloat64(at, little) },
  [MI.int64]: { size: 8, get: (view, at, little) => Number(view.getBigInt64(at, little)) },
  [MI.uint64]: { size: 8, get: (view, at, little) => Number(view.getBigUint64(at, little)) },
}

/** The numbers of an element. MATLAB stores an array in the smallest type that holds its values. */
export function numbersOf({ type, bytes }: MatElement, littleEndian: boolean): Float64Array {
  const storage = NUMBER_TYPES[type]
  if (!storage) throw new RangeError(`expected numbers, got storage type ${type}`)
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const numbers = new Float64Array(Math.floor(bytes.length / storage.size))
  for (let i = 0; i < numbers.length; i++) numbers[i] = storage.get(view, i * storage.size, littleEndian)
  return numbers
}

/** The characters of an element. */
export function textOf(element: MatElement, littleEndian: boolean): string {
  if (element.type === MI.utf8) return new TextDecoder('utf-8', { ignoreBOM: true }).decode(element.bytes)
  const type = { [MI.utf16]: MI.uint16, [MI.utf32]: MI.uint32 }[element.type] ?? element.type
  const codes = numbersOf({ type, bytes: element.bytes }, littleEndian)
  const decode = element.type === MI.utf32 ? String.fromCodePoint : String.fromCharCode
  return Array.from(codes, (code) => decode(code)).join('')
}
