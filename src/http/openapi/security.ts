/** How a credential can be shown: what the carriers' transports read, and the ticket in an address. */
import type { Carrier } from '../../contracts.ts'

type Scheme =
  | { readonly type: 'apiKey', readonly in: 'cookie' | 'header' | 'query', readonly name: string, readonly description: string }
  | { readonly type: 'http', readonly scheme: 'bearer', readonly description: string }

/** Taken of GET alone, and only by routes that say so. */
export const ticketScheme = 'ticket'

/** The names of transports are `kind:name`; of a kind that we do not know, a client has to be told elsewhere. */
export function securitySchemes(carriers: readonly Carrier[]): Readonly<Record<string, Scheme>> {
  const schemes: Record<string, Scheme> = {}
  for (const { name: carrier, transports } of carriers) {
    for (const { name } of transports) Object.assign(schemes, schemeOf(name, carrier))
  }
  return {
    ...schemes,
    [ticketScheme]: { type: 'apiKey', in: 'query', name: 'ticket', description: 'Good once, for one path, for a minute at most. See `POST /exchange`.' },
  }
}

function schemeOf(transport: string, carrier: string): Readonly<Record<string, Scheme>> {
  const [kind = '', name = ''] = transport.split(':')
  if (kind === 'bearer') return { bearer: { type: 'http', scheme: 'bearer', description: 'A JWT, a token or an API key.' } }
  if (kind === 'cookie') return { [carrier]: { type: 'apiKey', in: 'cookie', name, description: 'Set by a login; browsers send it by themselves.' } }
  return kind === 'header' ? { [`${carrier}Header`]: { type: 'apiKey', in: 'header', name: written(name), description: 'A token or an API key, where Authorization is taken.' } } : {}
}

/** `x-auth-token` as people write it. */
function written(name: string): string {
  return name.replaceAll(/(^|-)[a-z]/g, (letter) => letter.toUpperCase())
}
