import { routeHandlers } from 'latchkey/next'
import { auth } from '../../../auth'

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = routeHandlers(auth)
