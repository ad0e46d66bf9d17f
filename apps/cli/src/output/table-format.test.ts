import stringWidth from 'string-width'
import { expect, test } from 'vitest'
import { failed, scored } from '../../test/example-rows.ts'
import { levelBars, tableFormat } from './table-format.ts'

test('a plain table, whatever the length of its names', () => {
  const format = tableFormat([scored.file, failed.file], { colours: false })
  expect(format.head + format.row(scored) + format.row(failed)).toBe(
    [
      'file                 score  ± std   level      levels',
      'photos/a.jpg          3.63  ± 0.50  good       ▁▁▃▆▁',
      'photos/b "2", c.jpg  IMAGE_UNREADABLE: cannot decode it',
      '',
    ].join('\n'),
  )
})

test('fits the terminal by cutting the start of long names', () => {
  const file = `${'folder/'.repeat(20)}photo.jpg`
  const format = tableFormat([file], { colours: false, columns: 60 })
  const line = format.row({ ...scored, file }).trimEnd()
  expect(stringWidth(line)).toBeLessThanOrEqual(60)
  expect(line).toMatch(/^….*photo\.jpg {2} 3\.63/)
  expect(stringWidth(format.head.trimEnd())).toBe(60)
})

test('wide characters keep the columns straight', () => {
  const files = ['写真.jpg', 'photo.jpg']
  const format = tableFormat(files, { colours: false })
  const starts = files.map((file) => stringWidth(format.row({ ...scored, file }).split('3.63')[0]!))
  expect(starts[0]).toBe(starts[1])
})

test('colours the level only where it may', () => {
  expect(tableFormat([scored.file], { colours: true }).row(scored)).toContain('\u001b[36mgood')
  expect(tableFormat([scored.file], { colours: false }).row(scored)).not.toContain('\u001b')
})

test('a file name cannot move the cursor', () => {
  const file = 'a\u001b[2J\n.jpg'
  const line = tableFormat([file], { colours: false }).row({ ...scored, file })
  expect(line).toMatch(/^a\\x1b\[2J\\n\.jpg /)
})

test('bars grow with the probability', () => {
  expect(levelBars({ levels: { bad: 0, poor: 0.125, fair: 0.5, good: 0.87, excellent: 1 } })).toBe('▁▂▅▇█')
})
