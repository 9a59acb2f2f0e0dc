import { join } from 'node:path'

export default {
  serverExternalPackages: ['latchkey'], // it has native parts, and a file that it runs in a thread
  turbopack: { root: join(import.meta.dirname, '..') }, // the notes are kept by ../notes
}
