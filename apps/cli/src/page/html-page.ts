import { parseHTML } from 'linkedom'
import { pageStyle } from './page-style.ts'

type PageDocument = ReturnType<typeof parseHTML>['document']

export interface HtmlPage {
  readonly document: PageDocument
  readonly main: ReturnType<PageDocument['createElement']>
  /** Text is set as text, never as markup. */
  element(
    tag: string,
    text?: string,
    attributes?: Readonly<Record<string, string>>,
  ): ReturnType<PageDocument['createElement']>
  /** A new section at the end of the page. */
  section(heading: string): ReturnType<PageDocument['createElement']>
}

/**
 * An HTML page that needs nothing else: no script, no font, no network.
 *
 * @param style - added to the one that all pages have.
 */
export function htmlPage(title: string, style = ''): HtmlPage {
  const { document } = parseHTML('<!doctype html><html lang="en"><head></head><body></body></html>')
  const element: HtmlPage['element'] = (tag, text = '', attributes = {}) => {
    const node = document.createElement(tag)
    node.textContent = text
    for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value)
    return node
  }
  document.head.append(
    element('meta', '', { charset: 'utf-8' }),
    element('meta', '', { name: 'viewport', content: 'width=device-width, initial-scale=1' }),
    element('meta', '', { name: 'color-scheme', content: 'light dark' }),
    element('title', escapeTitle(title)),
    element('style', pageStyle + style),
  )
  const main = element('main')
  document.body.append(main)
  const section: HtmlPage['section'] = (heading) => {
    const node = element('section')
    node.append(element('h2', heading))
    main.append(node)
    return node
  }
  return { document, main, element, section }
}

/** linkedom writes the text of a title as it stands. */
function escapeTitle(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')
}
