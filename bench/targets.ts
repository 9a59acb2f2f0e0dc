/** What is asked (docs/reports/bench.md shows it beside what was measured). A target whose group was not measured is left out. */
import type { Group } from './measure/compare.ts'
import { written } from './report/markdown.ts'

interface Target {
  readonly id: string
  readonly group: string
  /** With whom ours is compared: `times` of that row. Absent: the cost of ours itself. */
  readonly with?: string
  /** The difference to the cost of that row. */
  readonly over?: string
  /** Another row of ours than the first. */
  readonly ours?: string
  readonly atLeast?: number
  readonly atMost?: number
}

export interface Judged {
  readonly id: string
  readonly says: string
  readonly figure: string
  /** A machine that does other work as well is no better than a tenth. */
  readonly outcome: 'reached' | 'within a tenth' | 'not reached'
}

const targets: readonly Target[] = [
  { id: 'T1', group: 'HS256 verify', with: 'node:crypto', atLeast: 1.15 },
  { id: 'T1', group: 'HS256 verify', with: 'fast-jwt', atLeast: 2 },
  { id: 'T1', group: 'HS256 verify', with: 'jose', atLeast: 6 },
  { id: 'T1', group: 'HS256 verify', with: 'jsonwebtoken (KeyObject)', atLeast: 2.6 },
  { id: 'T2', group: 'HS256 sign', with: 'node:crypto', atLeast: 0.75 },
  { id: 'T2', group: 'HS256 sign', with: 'fast-jwt', atLeast: 1.7 },
  { id: 'T2', group: 'HS256 sign', with: 'jose', atLeast: 8 },
  { id: 'T4', group: 'ES256 verify', with: 'node:crypto', atLeast: 0.93 },
  { id: 'T4', group: 'ES256 verify', with: 'jose', atLeast: 2 },
  { id: 'T5', group: 'ES256 sign', with: 'node:crypto', atLeast: 0.88 },
  { id: 'T5', group: 'ES256 sign', with: 'fast-jwt', atLeast: 1.1 },
  { id: 'T5', group: 'ES256 sign', with: 'jose', atLeast: 3 },
  { id: 'T6', group: 'EdDSA verify', with: 'node:crypto', atLeast: 0.95 },
  { id: 'T6', group: 'EdDSA sign', with: 'node:crypto', atLeast: 0.95 },
  { id: 'T7', group: 'RS256 verify', with: 'node:crypto', atLeast: 0.87 },
  { id: 'T7', group: 'RS256 verify', with: 'fast-jwt', atLeast: 1.25 },
  { id: 'T3', group: 'jwt, remembered', with: 'fast-jwt with its cache', atLeast: 2 },
  { id: 'T3', group: 'token, remembered', with: 'fast-jwt with its cache', atLeast: 2 },
  { id: 'T10', group: 'token open', with: '@fastify/secure-session', atLeast: 0.85 },
  { id: 'T10', group: 'token open', with: 'iron-session', atLeast: 15 },
  { id: 'T9', group: 'token mint', with: '@fastify/secure-session', atLeast: 0.85 },
  { id: 'T9', group: 'token mint', with: 'iron-session', atLeast: 15 },
  { id: 'T8', group: 'token open', with: 'paseto-ts v4.local', atLeast: 15 },
  { id: 'T10', group: 'token length', atMost: 130 },
  { id: 'T11', group: 'JWE open', with: 'jose', atLeast: 4 },
  { id: 'T12', group: 'session in memory', with: 'express-session, its middleware', atLeast: 8 },
  { id: 'T12', group: 'session in memory', with: 'better-auth, secondary storage', atLeast: 100 },
  { id: 'T12', group: 'session in memory', ours: 'authenticate, recalled', with: 'express-session, its middleware', atLeast: 8 },
  { id: 'T13', group: 'session on SQLite', with: 'better-auth, SQLite', atLeast: 40 },
  ...shareOfBare('T14', 'node, cookie in memory', 0.8),
  ...shareOfBare('T15', 'node, jwt remembered', 0.8),
  ...shareOfBare('T15', 'node, jwt HS256 uncached', 0.55),
  ...shareOfBare('T16', 'node, token remembered', 0.8),
  ...shareOfBare('T16', 'node, token uncached', 0.55),
  ...shareOfBare('T17', 'node, cookie on SQLite, recalled', 0.78),
  ...shareOfBare('T17', 'node, cookie on SQLite, authoritative', 0.52),
  { id: 'T14', group: 'HTTP GET', ours: 'node, cookie in memory', with: '@fastify/session', atLeast: 1.5 },
  { id: 'T15', group: 'HTTP GET', ours: 'node, jwt HS256 uncached', with: '@fastify/jwt', atLeast: 1.5 },
  { id: 'T15', group: 'HTTP GET', ours: 'node, jwt remembered', with: '@fastify/jwt, its cache', atLeast: 1.5 },
  { id: 'T16', group: 'HTTP GET', ours: 'node, token remembered', with: '@fastify/secure-session', atLeast: 1.5 },
  { id: 'T14', group: 'HTTP GET', ours: 'node, cookie in memory', with: 'better-auth, cookie cache', atLeast: 10 },
  { id: 'T17', group: 'HTTP GET', ours: 'node, cookie on SQLite, authoritative', with: 'better-auth, SQLite', atLeast: 10 },
  ...['express', 'fastify', 'hono'].flatMap((framework): Target[] => [
    overBare(framework, 'cookie', 5), overBare(framework, 'token remembered', 5), overBare(framework, 'jwt HS256 uncached', 12),
  ]),
  { id: 'T19', group: 'login without the hash', atMost: 0.4 },
  { id: 'T19', group: 'login without the hash', with: 'better-auth, SQLite', atLeast: 5 },
  { id: 'T20', group: 'login with Argon2id, 8 in flight', with: 'the hasher alone', atLeast: 0.9 },
  { id: 'T21', group: 'memory for a session', atMost: 260 },
  { id: '8', group: 'revocation check', ours: '1,000,000 entries', atMost: 0.8 },
  { id: '8', group: 'GET /auth/me in a flood', with: 'idle, p99', atLeast: 0.2 },
  { id: '8', group: 'GET /auth/me in a flood', atMost: 10 },
  { id: '8', group: 'import', ours: 'latchkey/verify', atMost: 40 },
  { id: '8', group: 'import', ours: 'latchkey', atMost: 100 },
  { id: '8', group: 'look-up in memory, by sessions', with: '1,000,000', atMost: 1.9 },
  { id: '8', group: 'look-up on SQLite, by sessions', with: '100,000', atMost: 2.5 },
]

function shareOfBare(id: string, ours: string, atLeast: number): Target[] {
  return [{ id, group: 'HTTP GET', ours, with: 'node:http, bare', atLeast }]
}

/** Microseconds over the same framework without authentication. */
function overBare(framework: string, what: string, atMost: number): Target {
  return { id: 'T18', group: 'HTTP GET', ours: `${framework}, ${what}`, over: `${framework}, no authentication`, atMost }
}

export function judge(groups: readonly Group[]): readonly Judged[] {
  return targets.flatMap((target) => {
    const group = groups.find(({ name }) => name === target.group)
    return group === undefined ? [] : judgeOne(target, group)
  })
}

function judgeOne(target: Target, { name, unit, rows }: Group): Judged[] {
  const row = (of: string | undefined) => rows.find((one) => one.name === of)
  const ours = target.ours === undefined ? rows[0] : row(target.ours)
  const [other, under] = [row(target.with), row(target.over)]
  if (ours === undefined || target.with !== undefined && other === undefined || target.over !== undefined && under === undefined) return []
  const value = other === undefined ? ours.cost - (under?.cost ?? 0) : other.times / ours.times
  const { atLeast = -Infinity, atMost = Infinity } = target
  const bound = atLeast === -Infinity ? `≤ ${atMost}` : `≥ ${atLeast}`
  const than = other === undefined ? `${unit}${under === undefined ? '' : ` over ${under.name}`}` : `× ${other.name}`
  const says = `${name}${target.ours === undefined ? '' : `, ${target.ours}`} ${bound} ${than}`
  const isWithin = (slack: number) => value >= atLeast * (1 - slack) && value <= atMost * (1 + slack)
  const outcome = isWithin(0) ? 'reached' : isWithin(0.1) ? 'within a tenth' : 'not reached'
  return [{ id: target.id, says, figure: written(value), outcome }]
}
