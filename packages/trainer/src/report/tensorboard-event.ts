import { Root } from 'protobufjs/light.js'
import { maskedCrc32c } from './crc32c.ts'

/** The part of TensorFlow's `event.proto` and `summary.proto` that scalars and text need. */
const root = Root.fromJSON({
  nested: {
    Value: {
      fields: { tag: { type: 'string', id: 1 }, simpleValue: { type: 'float', id: 2 } },
      oneofs: { value: { oneof: ['simpleValue'] } },
    },
    Summary: { fields: { value: { rule: 'repeated', type: 'Value', id: 1 } } },
    SessionLog: { fields: { status: { type: 'int32', id: 1 } } },
    Event: {
      fields: {
        wallTime: { type: 'double', id: 1 },
        step: { type: 'int64', id: 2 },
        fileVersion: { type: 'string', id: 3 },
        summary: { type: 'Summary', id: 5 },
        sessionLog: { type: 'SessionLog', id: 7 },
      },
      oneofs: { what: { oneof: ['fileVersion', 'summary', 'sessionLog'] } },
    },
  },
})
const eventType = root.lookupType('Event')

/** `SessionLog.START`: what an earlier session wrote for this step and later ones no longer counts. */
const SESSION_START = 1

/** One entry of an event file. */
export type TensorBoardEvent = {
  /** Seconds since 1970. */
  readonly wallTime: number
} & (
  | { readonly fileVersion: string }
  | { readonly step: number; readonly restart: true }
  | { readonly step: number; readonly scalars: Readonly<Record<string, number>> }
)

/** The bytes of an entry, without its frame. */
export function encodeEvent(event: TensorBoardEvent): Uint8Array {
  const { wallTime } = event
  const content =
    'fileVersion' in event
      ? { fileVersion: event.fileVersion }
      : 'restart' in event
        ? { step: event.step, sessionLog: { status: SESSION_START } }
        : {
            step: event.step,
            summary: {
              value: Object.entries(event.scalars).map(([tag, simpleValue]) => ({ tag, simpleValue })),
            },
          }
  return eventType.encode({ wallTime, ...content }).finish()
}

/**
 * A record of a TFRecord file:
 *
 *   length uint64 · masked CRC-32C of these 8 bytes · data · masked CRC-32C of the data
 *
 * all little-endian.
 */
export function frameRecord(data: Uint8Array): Uint8Array {
  const record = Buffer.alloc(16 + data.length)
  record.writeBigUInt64LE(BigInt(data.length))
  record.writeUInt32LE(maskedCrc32c(record.subarray(0, 8)), 8)
  record.set(data, 12)
  record.writeUInt32LE(maskedCrc32c(data), 12 + data.length)
  return record
}
