/** The one error of the client: a problem that the server told (RFC 9457), or that it could not be asked. */
import { isText } from './shapes.ts'

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
  declare readonly code: string
  declare readonly status: number
  declare readonly reasons: readonly string[]
  declare readonly retryAfter: number | null
  /** The same request may succeed later: no connection, or something between; too many attempts, trouble of the server. Nobody is logged out by it. */
  declare readonly retryable: boolean

  constructor(problem: Problem, message: string, options?: ErrorOptions) {
    super(message, options)
    Object.assign(this, problem)
    this.retryable = this.status < 400 || this.status === 429 || this.status >= 500
  }
}

const told = (status: number) => status === 0 ? 'The server was not reached.' : `The server answered ${status}.`

export function fault(code: string, status: number, cause?: unknown): ClientError {
  return new ClientError({ code, status, reasons: [], retryAfter: null }, told(status), { cause })
}

/** For the fault of a request; what the client itself says of it stays. */
export function unreached(cause: unknown): never {
  throw cause instanceof ClientError ? cause : fault('network', 0, cause)
}

/** Of a success that is none: the page of a network where one logs in first, another server. */
export const unexpected = (status: number) => fault('unexpected_answer', status)

/** What a response that is no success tells; whatever a proxy between answers is told as well. */
export async function problemIn(response: Response): Promise<ClientError> {
  const { status } = response
  const { code, reasons, title, detail } = Object(await response.json().catch(() => null)) as Record<string, unknown> // every member is looked at below
  const words = [title, detail].filter(isText).join(' ')
  return new ClientError({
    code: status < 400 ? 'redirected' : isText(code) ? code : 'unexpected_answer',
    status,
    reasons: Array.isArray(reasons) ? reasons.filter(isText) : [],
    retryAfter: Number(response.headers.get('retry-after')) || null,
  }, words || told(status))
}
