/** Passphrases as honest people make them: words of a list, spaces or not, sometimes a number. */
import { seeded } from '../core/unsteady.ts'

const words = `
  anchor barley beacon birch bramble brass bridge bucket candle canyon carpet castle cedar chalk cherry cinder clover
  cobalt copper coral cotton cricket crystal dagger daisy denim desert dragon drift dune ember falcon feather fennel
  ferry fiddle flint forest fossil fox garden ginger glacier granite gravel hammer harbour harvest hazel heather heron
  hollow honey horizon island ivory jacket juniper kettle lantern larch lemon lichen linen lobster lumber magnet maple
  marble meadow mellow mirror mitten moss mustard needle nettle nickel oatmeal ocean olive onion orchard otter oyster
  paddle paper parsley pebble pepper pigeon pine planet plum pocket pollen poplar quarry quilt rabbit raven ribbon river
  rocket saddle saffron salmon sandal satchel sparrow spruce squirrel stone summer sunset tadpole thistle thunder timber
  tulip turnip valley velvet violet walnut willow window winter wolf yarrow zephyr
`.trim().split(/\s+/)

/** Four words with spaces, four without, three and a number, a sentence of five: in turn, the same each time. */
export function passphrases(count: number): readonly string[] {
  const random = seeded(20_260_101)
  const pick = (many: number) => Array.from({ length: many }, () => words[Math.floor(random() * words.length)] ?? '')
  return Array.from({ length: count }, (_, n) => {
    if (n % 4 === 0) return pick(4).join(' ')
    if (n % 4 === 1) return pick(4).join('')
    if (n % 4 === 2) return `${pick(3).join('-')}-${Math.floor(random() * 100)}`
    return `${pick(5).join(' ')}.`
  })
}
