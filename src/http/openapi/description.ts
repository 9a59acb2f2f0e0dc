/** The document, and what the page of it shows: loaded and made when it is first asked for, since few processes are. */
import type { Carrier, DocsView, Frame } from '../../contracts.ts'
import type { Document, Line } from './entry.ts'

export interface Description {
  readonly document: Document
  readonly view: Omit<DocsView, keyof Frame>
}

export function describing(base: string, carriers: readonly Carrier[], lines: readonly Line[]): () => Promise<Description> {
  let made: Promise<Description> | undefined
  async function make(): Promise<Description> {
    const [{ openapi }, { docsView }] = await Promise.all([import('./document.ts'), import('./docs-view.ts')])
    return { document: openapi({ base, lines, carriers }), view: docsView(base, lines) }
  }
  return () => made ??= make()
}
