/** What `latchkey.config.ts` may hold. Loaded where there is such a file, since most starts have none. */
import * as z from 'zod'
import type { ConfigFile } from './config.ts'

const count = z.number().int().positive()
const picture = z.strictObject({ type: z.enum(['image/svg+xml', 'image/png', 'image/webp']), body: z.union([z.string(), z.instanceof(Uint8Array)]) })
const colours = z.strictObject({ accent: z.string(), accentStrong: z.string(), onAccent: z.string(), accentWash: z.string() }).partial()
const lifetimes = z.strictObject({ idle: count, absolute: count })

/** Kinds and names alone: what a value may be is judged where it is used. A name that is not here would be without effect. */
const schema = z.strictObject({
  port: z.number(),
  host: z.string(),
  origin: z.string(),
  dataDir: z.string(),
  databaseUrl: z.string(),
  databaseListenUrl: z.string(),
  redisUrl: z.string(),
  secret: z.union([z.string(), z.array(z.string())]),
  signup: z.enum(['open', 'closed']),
  visitorSessions: z.enum(['on-write', 'on-first-visit']),
  sessionClientKeys: z.array(z.string()),
  allowedOrigins: z.array(z.string()),
  guardedOrigins: z.array(z.string()),
  trustedProxies: z.union([z.string(), z.number()]),
  tls: z.strictObject({ cert: z.string(), key: z.string() }),
  lab: z.enum(['on', 'off']),
  pages: z.strictObject({
    name: z.string(), logo: picture, darkLogo: picture,
    theme: z.strictObject({ light: colours, dark: colours, radius: z.string(), sans: z.string() }).partial(),
  }).partial(),
  rolling: z.boolean(),
  languages: z.array(z.string()),
  consentVersion: z.number(),
  visits: z.literal(false),
  rotateKeysEvery: z.number().nullable(),
  jwtEncrypt: z.boolean(),
  statusList: z.boolean(),
  audiences: z.array(z.string()),
  roles: z.record(z.string(), z.array(z.string())),
  jwtAlgorithm: z.enum(['EdDSA', 'ES256', 'HS256']),
  limits: z.strictObject({
    leeway: count, accessLife: count, accessLifeMost: count, unrenewedLife: count, statelessAge: count,
    session: lifetimes, remembered: lifetimes, visitor: lifetimes, sessionsPerUser: count, refreshGrace: count, maxStaleness: count,
  }).partial(),
  passwords: z.strictObject({ serviceWords: z.array(z.string()), dangerouslyAllowShortPasswords: count }).partial(),
}).partial()

/** The settings, or what is wrong with the first that is wrong; never its value, which may be a secret. */
export function checkConfigFile(config: unknown): { readonly ok: true, readonly file: ConfigFile } | { readonly ok: false, readonly fault: string } {
  const { error } = schema.safeParse(config)
  const [issue] = error?.issues ?? []
  if (issue === undefined) return { ok: true, file: config as ConfigFile } // held to it by the schema just now
  const path = issue.path.join('.')
  if (issue.code !== 'unrecognized_keys') return { ok: false, fault: `the setting "${path}" is not of the kind that it should be` }
  const name = [...issue.path, issue.keys[0]].join('.')
  return { ok: false, fault: `the setting "${name}" is not one that there is` }
}
