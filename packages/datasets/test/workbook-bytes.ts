import { strToU8, zipSync } from 'fflate'

type Cell = string | number | null

/** The bytes of an .xlsx workbook with shared strings, as spreadsheet programs write them. */
export function workbookBytes(sheets: Readonly<Record<string, readonly (readonly Cell[])[]>>): Uint8Array {
  const names = Object.keys(sheets)
  const shared: string[] = []
  const files: Record<string, Uint8Array> = {}
  for (const [index, rows] of Object.values(sheets).entries()) {
    files[`xl/worksheets/sheet${index + 1}.xml`] = xml(
      `<worksheet xmlns="${MAIN}"><sheetData>${rows.map((row, r) => rowXml(row, r + 1, shared)).join('')}</sheetData></worksheet>`,
    )
  }
  files['[Content_Types].xml'] = xml(
    `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="xml" ContentType="application/xml"/><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/></Types>`,
  )
  files['_rels/.rels'] = relationships([['officeDocument', 'xl/workbook.xml']])
  files['xl/_rels/workbook.xml.rels'] = relationships([
    ...names.map((_, index): [string, string] => ['worksheet', `worksheets/sheet${index + 1}.xml`]),
    ['sharedStrings', 'sharedStrings.xml'],
  ])
  files['xl/workbook.xml'] = xml(
    `<workbook xmlns="${MAIN}" xmlns:r="${OFFICE}"><sheets>${names
      .map((name, index) => `<sheet name="${name}" sheetId="${index + 1}" r:id="rId${index + 1}"/>`)
      .join('')}</sheets></workbook>`,
  )
  files['xl/sharedStrings.xml'] = xml(
    `<sst xmlns="${MAIN}">${shared.map((text) => `<si><t xml:space="preserve">${text}</t></si>`).join('')}</sst>`,
  )
  return zipSync(files)
}

const MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main'
const OFFICE = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'

function xml(body: string): Uint8Array {
  return strToU8(`<?xml version="1.0" encoding="UTF-8" standalone="yes"?>${body}`)
}

function relationships(list: readonly (readonly [string, string])[]): Uint8Array {
  const items = list.map(
    ([type, target], index) =>
      `<Relationship Id="rId${index + 1}" Type="${OFFICE}/${type}" Target="${target}"/>`,
  )
  return xml(
    `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">${items.join('')}</Relationships>`,
  )
}

function rowXml(row: readonly Cell[], number: number, shared: string[]): string {
  const cells = row.map((cell, column) => {
    if (cell === null) return ''
    const place = `${String.fromCharCode(65 + column)}${number}`
    if (typeof cell === 'number') return `<c r="${place}"><v>${cell}</v></c>`
    return `<c r="${place}" t="s"><v>${shared.push(cell) - 1}</v></c>`
  })
  return `<row r="${number}">${cells.join('')}</row>`
}
