import { expect, test } from 'vitest'
import { failed, model, scored } from '../../test/example-rows.ts'
import { csvFormat } from './csv-format.ts'

test('has a header, full numbers, and quotes where they are needed', () => {
  const format = csvFormat(model)
  expect(format.head + format.row(scored) + format.row(failed) + format.tail).toBe(
    [
      'file,score,std,level,bad,poor,fair,good,excellent,width,height,model,revision,error_code,error_message',
      'photos/a.jpg,3.625,0.5,good,0,0.0625,0.25,0.6875,0,640,480,example,0123456789ab,,',
      '"photos/b ""2"", c.jpg",,,,,,,,,,,example,0123456789ab,IMAGE_UNREADABLE,"cannot decode it\nSave it again."',
      '',
    ].join('\n'),
  )
})

test('a number survives the way to text and back', () => {
  const score = 1 + Math.random() * 4
  expect(
    Number(
      csvFormat(model)
        .row({ ...scored, score })
        .split(',')[1],
    ),
  ).toBe(score)
})
