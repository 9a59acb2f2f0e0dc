/** `latchkey migrate`: what every start does first, by itself: before a deployment, or by somebody who may change tables. */
import type { Call, Outcome } from '../command-line/command.ts'
import { databaseNamed, schemaIn } from '../schema.ts'
import { withInstance } from './with-instance.ts'

export async function migrate({ config }: Call): Promise<Outcome> {
  const settings = await config()
  const before = await schemaIn(settings)
  await withInstance(settings, ({ store }) => store.open(), { isNew: true })
  const after = await schemaIn(settings)
  const [from, to] = [before?.found ?? 0, after?.found ?? 0]
  const name = databaseNamed(settings)
  const text = from === to ? `Nothing to do: ${name} has schema ${to}, the one of this version.`
    : from === 0 ? `Made schema ${to} in ${name}.` : `Brought ${name} from schema ${from} to ${to}.`
  return { text, json: { database: name, from, to } }
}
