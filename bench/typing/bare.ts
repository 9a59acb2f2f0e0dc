/** A small application that asks nobody who they are. */
import { createServer } from 'node:http'

createServer((_, outgoing) => { outgoing.writeHead(200).end('hello') }).listen(3000)
