/** Everything that is said of the routes. A test holds it to the router's own list, and what it says to what is answered. */
import { account } from './operations/account.ts'
import { administration } from './operations/administration.ts'
import { login } from './operations/login.ts'
import { choices, pages } from './operations/pages.ts'
import { hosts, keys, programs } from './operations/programs.ts'
import type { Operations } from './operation.ts'

export const operations: Operations = { ...login, ...account, ...keys, ...choices, ...programs, ...hosts, ...pages, ...administration }
