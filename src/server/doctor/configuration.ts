/** What can be wrong before anybody asks: address, proxies, TLS, secret, database, clock. Changes nothing. */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { X509Certificate } from 'node:crypto'
import { within } from '../../core/parts/within.ts'
import { StoreError } from '../../stores/store-error.ts'
import type { SchemaVersion } from '../../stores/sqlite/schema-version.ts'
import { isPostgres, type Config } from '../config.ts'
import { areNone } from '../proxies.ts'
import { databaseNamed, schemaIn } from '../schema.ts'
import { fine, note, trouble, type Finding } from './finding.ts'

const loopback = new Set(['127.0.0.1', '::1', '[::1]', 'localhost'])

export function configurationFindings(config: Config): readonly Finding[] {
  return [originFinding(config), ...listenerFindings(config), cookieFinding(config), secretFinding(config), ...tlsFindings(config)]
}

function originFinding({ origin }: Config): Finding {
  return fine('origin', `The one origin is ${origin}. A browser that shows another address in its bar sends no cookie of ours.`)
}

function listenerFindings({ host, port, tls, trustedProxies, origin }: Config): readonly Finding[] {
  const where = `It listens on ${host}:${port}, ${tls === null ? 'in plain HTTP' : 'with TLS'}.`
  const isLocal = loopback.has(host)
  const isProxied = !areNone(trustedProxies)
  if (!isLocal && tls === null && !isProxied) {
    return [trouble('listener', `${where} No proxy is named in LATCHKEY_TRUSTED_PROXIES: passwords would cross the network in clear.`)]
  }
  const isPublic = !loopback.has(new URL(origin).hostname)
  const proxies = isProxied ? fine('proxies', 'X-Forwarded-For is believed of the proxies in LATCHKEY_TRUSTED_PROXIES, and of nobody else.')
    : isPublic && isLocal ? note('proxies', 'No proxy is trusted, yet the origin is not this machine: every client then has the address of the proxy, and one of them can lock all out. Set LATCHKEY_TRUSTED_PROXIES=1 for one proxy.')
      : fine('proxies', 'No proxy is trusted: X-Forwarded-* means nothing here.')
  return [fine('listener', where), proxies]
}

function cookieFinding({ origin }: Config): Finding {
  const how = 'The session cookie is __Host-latchkey: Secure, HttpOnly, SameSite=Lax, Path=/, without a Domain.'
  return fine('cookie', origin.startsWith('https:') ? how : `${how} Browsers take it over plain HTTP from localhost; curl and other programs may not.`)
}

function secretFinding({ secret, dataDir }: Config): Finding {
  if (secret !== null) return fine('secret', `LATCHKEY_SECRET holds ${secret.length === 1 ? 'one secret' : `${secret.length} secrets, the first in use`}.`)
  const path = join(dataDir, 'secret')
  return existsSync(path) ? fine('secret', `LATCHKEY_SECRET is not set; the secret is in ${path}.`)
    : note('secret', `LATCHKEY_SECRET is not set; the first start makes one in ${path}.`)
}

function tlsFindings({ tls, origin }: Config): readonly Finding[] {
  if (tls === null) return []
  try {
    const certificate = new X509Certificate(readFileSync(tls.cert))
    const { hostname } = new URL(origin)
    if (Date.now() > Date.parse(certificate.validTo)) return [trouble('tls', `The certificate in ${tls.cert} ended on ${certificate.validTo}.`)]
    if (certificate.checkHost(hostname) === undefined) return [trouble('tls', `The certificate in ${tls.cert} is not for ${hostname}.`)]
    return [fine('tls', `The certificate in ${tls.cert} is for ${hostname}, until ${certificate.validTo}.`)]
  } catch {
    return [trouble('tls', `LATCHKEY_TLS_CERT is "${tls.cert}", and no certificate can be read there.`)]
  }
}

export interface DatabaseFindings {
  readonly findings: readonly Finding[]
  /** Whether an instance can be opened on it without changing it. */
  readonly isUsable: boolean
}

export async function databaseFindings(config: Config): Promise<DatabaseFindings> {
  try {
    return judged(config, await schemaIn(config))
  } catch (error) {
    if (!(error instanceof StoreError)) throw error
    return { findings: [trouble('database', error.message)], isUsable: false }
  }
}

function judged(config: Config, schema: SchemaVersion | null): DatabaseFindings {
  const name = databaseNamed(config)
  const unusable = (finding: Finding) => ({ findings: [finding], isUsable: false })
  if (config.databaseUrl === 'memory:') return unusable(note('database', 'Records are in the memory of the server: no command can look at them.'))
  if (schema === null || schema.found === 0) return unusable(trouble('database', `${name}: nothing of ours is there. Start the server once, or run latchkey migrate; or look at LATCHKEY_DATA_DIR and LATCHKEY_DATABASE_URL.`))
  if (schema.found < schema.known) return unusable(trouble('database', `${name} has schema ${schema.found}, this version needs ${schema.known}: run latchkey migrate, or start the server.`))
  const isLost = config.secret === null && !isPostgres(config.databaseUrl) && !existsSync(join(config.dataDir, 'secret'))
  if (isLost) return unusable(trouble('secret', `There are records in ${name}, and the secret that opens their keys is gone: put ${join(config.dataDir, 'secret')} back, or set LATCHKEY_SECRET to it.`))
  const skew = schema.clock === null ? 0 : Math.round(Date.now() / 1000) - schema.clock
  const clock = Math.abs(skew) <= 5 ? [] : [trouble('clock', `This machine is ${Math.abs(skew)} s ${skew > 0 ? 'ahead of' : 'behind'} the database: credentials end too ${skew > 0 ? 'early' : 'late'}, and other nodes refuse those of this one.`)]
  return { findings: [fine('database', `${name} answers, with schema ${schema.found}.`), ...clock], isUsable: true }
}

/** It is no record: without it everything is only slower to be known. */
export async function redisFindings({ redisUrl }: Config): Promise<readonly Finding[]> {
  if (redisUrl === null) return []
  const { redis } = await import('../../redis.ts')
  const shared = redis({ url: redisUrl })
  try {
    await within(3000, shared.cache.get('doctor'), () => new Error('it is too slow'))
    return [fine('redis', 'LATCHKEY_REDIS_URL answers.')]
  } catch (error) {
    return [note('redis', `LATCHKEY_REDIS_URL does not answer (${error instanceof Error ? error.message : 'unknown'}): nodes go on without it, and hear of each other a little later.`)]
  } finally {
    await shared.close()
  }
}
