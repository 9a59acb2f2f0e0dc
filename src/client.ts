/**
 * `latchkey/client`: one login for a page or a program, whichever carrier it is carried by. Knows the routes of a Latchkey and
 * how a credential is kept and renewed; knows nothing of what is in it. docs/client.md shows it at work.
 */
export { ClientError } from './client/client-error.ts'
export { createClient } from './client/create-client.ts'
export type { Client, Sessions } from './client/create-client.ts'
export type { ClientOptions, StorageName } from './client/options.ts'
export type {
  AccessToken, CarrierName, Credentials, Device, ExchangeRequest, Login, Me, NewAccount, Session, SessionPage, Ticket, User,
} from './client/words.ts'
