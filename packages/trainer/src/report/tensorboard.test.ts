import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { crc32c, maskedCrc32c } from './crc32c.ts'
import { encodeEvent, frameRecord } from './tensorboard-event.ts'
import { TensorBoardWriter } from './tensorboard-writer.ts'

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex')

test('CRC-32C of the check string and of the RFC 3720 examples', () => {
  expect(crc32c(Buffer.from('123456789'))).toBe(0xe3069283)
  expect(crc32c(new Uint8Array(32))).toBe(0x8a9136aa)
  expect(crc32c(new Uint8Array(32).fill(0xff))).toBe(0x62a8ab43)
  expect(crc32c(Uint8Array.from({ length: 32 }, (_, i) => i))).toBe(0x46dd794e)
  // 0xe3069283 rotated right by 15 is 0x2507c60d; plus 0xa282ead8.
  expect(maskedCrc32c(Buffer.from('123456789'))).toBe(0xc78ab0e5)
})

test('a scalar, byte by byte', () => {
  const bytes = encodeEvent({ wallTime: 1.5, step: 300, scalars: { 'a/b': 0.25 } })
  expect(hex(bytes)).toBe(
    [
      '09000000000000f83f', // 1: double 1.5
      '10ac02', // 2: varint 300
      '2a0c', // 5: summary of 12 bytes
      '0a0a', // 1: value of 10 bytes
      '0a03612f62', // 1: tag "a/b"
      '150000803e', // 2: float 0.25
    ].join(''),
  )
})

test('the version and a restart, byte by byte', () => {
  const version = encodeEvent({ wallTime: 1.5, fileVersion: 'brain.Event:2' })
  expect(hex(version)).toBe(`09000000000000f83f1a0d${hex(Buffer.from('brain.Event:2'))}`)
  expect(hex(encodeEvent({ wallTime: 1.5, step: 5, restart: true }))).toBe('09000000000000f83f10053a020801')
})

test('a frame: length and its CRC, data and its CRC', () => {
  const record = Buffer.from(frameRecord(Buffer.from('123456789')))
  expect(record.length).toBe(8 + 4 + 9 + 4)
  expect(record.readBigUInt64LE()).toBe(9n)
  expect(record.readUInt32LE(8)).toBe(maskedCrc32c(record.subarray(0, 8)))
  expect(record.readUInt32LE(21)).toBe(0xc78ab0e5)
})

test('a file holds its version and every scalar; a later session says where it goes on', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'deqa-tensorboard-'))
  try {
    const first = await TensorBoardWriter.open(folder, 0)
    first.add(1, { 'loss/total': 2, 'learning rate': 0 })
    await first.close()
    const later = await TensorBoardWriter.open(folder, 7)
    await later.close()
    const [one, two] = await Promise.all(
      (await readdir(folder))
        .sort((a, b) => Number(a.split('.').at(-1)) - Number(b.split('.').at(-1)))
        .map((name) => readFile(join(folder, name))),
    )
    expect(recordsOf(one!).map((data) => data.length)).toHaveLength(2)
    expect(hex(recordsOf(one!)[1]!)).toContain(hex(Buffer.from('loss/total')))
    expect(hex(recordsOf(two!)[1]!)).toMatch(/10083a020801$/)
  } finally {
    await rm(folder, { recursive: true })
  }
})

function recordsOf(file: Buffer): Buffer[] {
  const records: Buffer[] = []
  for (let at = 0; at < file.length; ) {
    const length = Number(file.readBigUInt64LE(at))
    const data = file.subarray(at + 12, at + 12 + length)
    expect(file.readUInt32LE(at + 8)).toBe(maskedCrc32c(file.subarray(at, at + 8)))
    expect(file.readUInt32LE(at + 12 + length)).toBe(maskedCrc32c(data))
    records.push(data)
    at += 16 + length
  }
  return records
}
