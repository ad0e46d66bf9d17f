import { readFileSync } from 'node:fs'
import { describeWithShared, readRecordedTensors, sharedPath } from '@deqa/vitest'
import { expect, test } from 'vitest'
import '@deqa/vitest'
import { accountTensors } from '../../src/checkpoint/account-tensors.ts'
import { type OpenedCheckpoint, openCheckpoint } from '../../src/checkpoint/open-checkpoint.ts'
import { parseCheckpointConfig } from '../../src/network/config.ts'
import { listParameters } from '../../src/network/parameters.ts'

const golden = (name: string) => sharedPath('golden', name)

/** The nearest bfloat16, ties to even: what PyTorch's cast does. */
function roundToBrainFloat(value: number): number {
  const bits = new Uint32Array(Float32Array.of(value).buffer)
  bits[0] = (bits[0]! + 0x7fff + ((bits[0]! >>> 16) & 1)) & 0xffff0000
  return new Float32Array(bits.buffer)[0]!
}

async function expectTensors(
  source: OpenedCheckpoint,
  expected: OpenedCheckpoint,
  change: (values: Float32Array) => Float32Array = (values) => values,
) {
  expect(new Set(source.tensors.keys())).toEqual(new Set(expected.tensors.keys()))
  for (const name of expected.tensors.keys()) {
    const values = change(await expected.read(name))
    expect(Buffer.from((await source.read(name)).buffer).equals(Buffer.from(values.buffer)), name).toBe(true)
  }
}

describeWithShared('recorded checkpoints', () => {
  test.each(['tiny', 'tiny-bin', 'tiny-bf16', 'tiny-lora', 'tiny448'])(
    '%s has every tensor',
    async (name) => {
      await using source = await openCheckpoint(golden(`checkpoint-${name}`))
      const { network } = parseCheckpointConfig(source.config, 'config.json')
      expect(accountTensors(source, listParameters(network))).toEqual({ absentTables: [] })
      for (const [tensor, { shape }] of source.tensors) {
        const values = await source.read(tensor)
        expect(values).toHaveLength(shape.reduce((product, length) => product * length, 1))
        expect(values.every(Number.isFinite)).toBe(true)
      }
    },
  )

  test('names and shapes are those of the recorded state dict', async () => {
    await using source = await openCheckpoint(golden('checkpoint-tiny'))
    const recorded = JSON.parse(readFileSync(golden('vectors/state_dict_names.json'), 'utf8'))
    const found = Object.fromEntries(
      [...source.tensors].map(([name, { shape }]) => [name, ['float32', shape]]),
    )
    expect(found).toEqual(recorded)
  })

  test('safetensors give what another reader finds in the same files', async () => {
    await using source = await openCheckpoint(golden('checkpoint-tiny'))
    for (const file of source.files) {
      for (const [name, { data }] of readRecordedTensors(file)) {
        expect(await source.read(name)).toEqual(Float32Array.from(data))
      }
    }
  })

  test('PyTorch files give the very same bits as safetensors', async () => {
    await using source = await openCheckpoint(golden('checkpoint-tiny-bin'))
    await using expected = await openCheckpoint(golden('checkpoint-tiny'))
    await expectTensors(source, expected)
  })

  test('bfloat16 gives the float32 values rounded to bfloat16, bit by bit', async () => {
    await using source = await openCheckpoint(golden('checkpoint-tiny-bf16'))
    await using expected = await openCheckpoint(golden('checkpoint-tiny'))
    expect(source.tensors.get('lm_head.weight')!.dtype).toBe('BF16')
    await expectTensors(source, expected, (values) => values.map(roundToBrainFloat))
  })

  test('rows of the head are the rows of the whole', async () => {
    for (const name of ['checkpoint-tiny', 'checkpoint-tiny-bin', 'checkpoint-tiny-lora']) {
      await using source = await openCheckpoint(golden(name))
      const [, width] = source.tensors.get('lm_head.weight')!.shape
      const whole = await source.read('lm_head.weight')
      const rows = [15129, 1781, 6534, 6460, 4319]
      const expected = rows.flatMap((row) => [...whole.subarray(row * width!, (row + 1) * width!)])
      expect([...(await source.readRows('lm_head.weight', rows))]).toEqual(expected)
    }
  })
})

describeWithShared('the recorded LoRA release', () => {
  test('merges to the recorded matrices', async () => {
    await using source = await openCheckpoint(golden('checkpoint-tiny-lora'))
    expect(source).toMatchObject({ kind: 'lora', baseFolder: golden('checkpoint-tiny') })
    const recorded = [...readRecordedTensors(golden('vectors/lora.safetensors'))]
    const merged = recorded.filter(([name]) => name.startsWith('merged.'))
    expect(merged).toHaveLength(2)
    for (const [name, { data }] of merged) {
      // The recording summed in float32: a rank of 4 leaves a few roundings of the largest value.
      expect(await source.read(name.slice('merged.'.length))).toBeAllClose(data, {
        relativeToMax: 4 * 2 ** -23,
      })
    }
  })

  test('takes the vision encoder and abstractor from the release, all else from the base', async () => {
    await using source = await openCheckpoint(golden('checkpoint-tiny-lora'))
    await using base = await openCheckpoint(golden('checkpoint-tiny'))
    const replaced = [...source.tensors.values()].filter(({ file }) =>
      file.endsWith('non_lora_trainables.bin'),
    )
    expect(replaced).toHaveLength(91)
    expect(replaced.every(({ name }) => /^model\.(vision_model|visual_abstractor)\./.test(name))).toBe(true)
    const changed: string[] = []
    for (const name of source.tensors.keys()) {
      const same = Buffer.from((await source.read(name)).buffer).equals(
        Buffer.from((await base.read(name)).buffer),
      )
      if (!same) changed.push(name)
    }
    const ofDecoder = changed.filter((name) => !replaced.some((tensor) => tensor.name === name)).sort()
    expect(ofDecoder).toEqual(
      [0, 1, 2].flatMap((layer) =>
        ['q_proj', 'v_proj.multiway.1'].map((module) => `model.layers.${layer}.self_attn.${module}.weight`),
      ),
    )
  })
})
