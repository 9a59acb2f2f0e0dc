/** The one error of the client: a problem that the server told (RFC 9457), or that it could not be asked. */

export interface Problem {
  /**
   * The server's (docs/http.md has the table); `network`: it was not reached; `redirected`: the routes stand elsewhere;
   * `unexpected_answer`: what answered is no Latchkey.
   */
  readonly code: string
  /** 0 where there was no answer, and where a browser does not tell that of a redirect. */
  readonly status: number
  /** For `password_rejected`: `too_short`, `too_long`, `common`, `context`. */
  readonly reasons: readonly string[]
  /** Seconds after which it may be asked again, where the server said so. */
  readonly retryAfter: number | null
}

/** No credential is ever in it. */
export class ClientError extends Error implements Problem {
  override readonly name = 'ClientError'
  readonly code: string
  readonly status: number
  readonly reasons: readonly string[]
  readonly retryAfter: number | null
  /** The same request may succeed later: no connection, or something between; too many attempts, trouble of the server. Nobody is logged out by it. */
  readonly retryable: boolean

  constructor({ code, status, reasons, retryAfter }: Problem, message: string, options?: ErrorOptions) {
    super(message, options)
    this.code = code
    this.status = status
    this.reasons = reasons
    this.retryAfter = retryAfter
    this.retryable = status < 400 || status === 429 || status >= 500
  }
}

export function unreached(cause: unknown): ClientError {
  return new ClientError({ code: 'network', status: 0, reasons: [], retryAfter: null }, 'The server was not reached.', { cause })
}

/** Of a success that is none: the page of a network where one logs in first, another server. */
export function unexpected(status: number): ClientError {
  return new ClientError({ code: 'unexpected_answer', status, reasons: [], retryAfter: null }, 'What answered is no Latchkey.')
}

/** Of a login that was meant and whose credential is gone: as whoever is there instead nothing is asked. */
export function superseded(): ClientError {
  return new ClientError({ code: 'credential_missing', status: 401, reasons: [], retryAfter: null }, 'That login is not here any more.')
}

/** What a response that is no success tells; whatever a proxy between answers is told as well. */
export async function problemIn(response: Response): Promise<ClientError> {
  const { status } = response
  const told: unknown = await response.json().catch(() => null)
  const { code, reasons, title, detail } = typeof told === 'object' && told !== null ? told as Record<string, unknown> : {} // every member is looked at below
  const retryAfter = Number(response.headers.get('retry-after') ?? Number.NaN)
  const words = [title, detail].filter((text) => typeof text === 'string').join(' ')
  return new ClientError({
    code: status < 400 ? 'redirected' : typeof code === 'string' ? code : 'unexpected_answer',
    status,
    reasons: Array.isArray(reasons) ? reasons.filter((reason) => typeof reason === 'string') : [],
    retryAfter: Number.isFinite(retryAfter) ? retryAfter : null,
  }, words || (status < 400 ? 'There is a redirect at baseUrl.' : `The server answered ${status}.`))
}
