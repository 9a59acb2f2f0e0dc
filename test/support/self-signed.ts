/** An X.509 certificate that signs itself (RFC 5280), made anew for each run, so that no private key is kept anywhere. */
import { generateKeyPairSync, randomBytes, sign } from 'node:crypto'

export interface Certificate {
  readonly certificate: string
  readonly key: string
}

/** For names, as `subjectAltName` has them: hosts, or IPv4 addresses. */
export function selfSigned(...names: readonly string[]): Certificate {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const signature = sequence(objectId('2a8648ce3d040302')) // ecdsa-with-SHA256
  const who = sequence(set(sequence(objectId('550403'), tagged(0x0c, Buffer.from('latchkey test')))))
  const constraints = extension('551d13', sequence(tagged(0x01, Buffer.from([0xff])))) // an authority, of itself
  const body = sequence(
    tagged(0xa0, tagged(0x02, Buffer.from([2]))), // version 3
    tagged(0x02, Buffer.concat([Buffer.from([1]), randomBytes(8)])),
    signature, who, sequence(time('20200101000000Z'), time('20991231235959Z')), who,
    publicKey.export({ type: 'spki', format: 'der' }),
    tagged(0xa3, sequence(extension('551d11', sequence(...names.map(alternative))), constraints)),
  )
  const signed = sequence(body, signature, tagged(0x03, Buffer.concat([Buffer.from([0]), sign('sha256', body, privateKey)])))
  const lines = signed.toString('base64').match(/.{1,64}/g) ?? []
  return {
    certificate: ['-----BEGIN CERTIFICATE-----', ...lines, '-----END CERTIFICATE-----', ''].join('\n'),
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  }
}

function alternative(name: string): Buffer {
  const isAddress = /^\d+(\.\d+){3}$/.test(name)
  return isAddress ? tagged(0x87, Buffer.from(name.split('.').map(Number))) : tagged(0x82, Buffer.from(name))
}

/** DER: a tag, the length, the content. */
function tagged(tag: number, content: Buffer): Buffer {
  const { length } = content
  if (length < 0x80) return Buffer.concat([Buffer.from([tag, length]), content])
  // The shortest form of the length is the only one.
  if (length < 0x100) return Buffer.concat([Buffer.from([tag, 0x81, length]), content])
  return Buffer.concat([Buffer.from([tag, 0x82, length >> 8, length & 0xff]), content])
}

const sequence = (...parts: readonly Buffer[]): Buffer => tagged(0x30, Buffer.concat(parts))
const set = (part: Buffer): Buffer => tagged(0x31, part)
const objectId = (hex: string): Buffer => tagged(0x06, Buffer.from(hex, 'hex'))
const time = (text: string): Buffer => tagged(0x18, Buffer.from(text))
const extension = (id: string, value: Buffer): Buffer => sequence(objectId(id), tagged(0x04, value))
