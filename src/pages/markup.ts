/** What every template here is made of. `html` escapes each value; `raw` is for markup written in this folder alone. */
import { html, raw } from 'hono/html'

export { html, raw }
export type Markup = ReturnType<typeof html>

/** True is a bare attribute; null, undefined and false are none. */
export type Attributes = Readonly<Record<string, string | boolean | null | undefined>>

/** The names are ours, the values anyone's. */
export function attributes(all: Attributes): Markup[] {
  return Object.entries(all).flatMap(([name, value]) => {
    if (value === true) return [html` ${raw(name)}`]
    return typeof value === 'string' ? [html` ${raw(name)}="${value}"`] : []
  })
}

/** Isolated, so that a name in a script that runs the other way does not turn the sentence around it. */
export const person = (username: string): Markup => html`<b><bdi>${username}</bdi></b>`
