import { namedZones } from '#shared/domain/zones.ts';
import { drawableZones } from '#studio/dataset/meanPicture.ts';
import { saveOwnAreas } from '#studio/dataset/ownAreas.ts';
import { zoneFits } from '#studio/dataset/zoneFits.ts';
import { saveZones } from '#studio/dataset/zones.ts';
import { findImage } from '#studio/store/gallery.ts';
import { foregroundOf, saveForeground } from '#studio/synthesis/foregrounds.ts';
import { userName } from '#studio/userName.ts';
import { os } from './context.ts';

/** Who acts, for the audit trail. */
const who = userName();

export const zones = {
  read: os.zones.read.handler(({ input, context }) => drawableZones(context.workspace.product(input.product))),
  save: os.zones.save.handler(({ input, context }) => {
    const product = context.workspace.product(input.product);
    saveZones(product, namedZones(input.zones), who);
    context.workspace.announce(input.product);
    return drawableZones(product);
  }),
  fits: os.zones.fits.handler(({ input, context, signal }) => {
    const product = context.workspace.product(input.product);
    const images = input.images.map((id) => findImage(product.db, id));
    const { ignore } = namedZones({ inspect: [], ignore: input.ignore });
    return zoneFits(product, images, ignore, { signal });
  }),
  saveOwn: os.zones.saveOwn.handler(({ input, context }) => {
    const product = context.workspace.product(input.product);
    const { ignore } = namedZones({ inspect: [], ignore: input.ignore });
    saveOwnAreas(product, findImage(product.db, input.image), ignore, who);
    context.workspace.announce(input.product);
    return drawableZones(product);
  }),
  readForeground: os.zones.readForeground.handler(({ input, context, signal }) => {
    const product = context.workspace.product(input.product);
    return foregroundOf(product, findImage(product.db, input.image), { signal });
  }),
  saveForeground: os.zones.saveForeground.handler(({ input, context }) => {
    const product = context.workspace.product(input.product);
    const image = findImage(product.db, input.image);
    saveForeground(product, image, input.painted, who);
    context.workspace.announce(input.product);
    return foregroundOf(product, image);
  }),
};
