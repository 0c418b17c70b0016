/** A dish's picture: its photo in a place of fixed size, or a drawing on a tint of its own hue. */

import { html } from "../vendor.js";
import { Icon } from "../kit.js";

const CARD_PX = 104;

/** Widths and their addresses as the browser wants them; undefined when there is one size alone. */
export function srcsetOf(photo) {
  const sizes = photo.sizes ?? [];
  if (sizes.length === 0) return undefined;
  return sizes.map(({ url, w }) => `${url} ${w}w`).join(", ");
}

const show = ({ currentTarget }) => currentTarget.classList.add("shown");

/** The tint stays behind the photo until it is there, and in its place when it does not come. */
export function Tile({ item, large = false }) {
  const hue = Math.floor((((item.hue ?? 30) % 360) + 360) % 360 / 30);
  const shape = `tile hue-${hue} ${large ? "tile-large" : ""}`;
  const drawing = html`<${Icon} name=${item.icon || "utensils"} />`;
  if (!item.photo) return html`<div class=${shape}>${drawing}</div>`;
  const { url, w, h } = item.photo;
  return html`<div class=${`${shape} tile-photo`}>
    ${drawing}
    <img src=${url} srcset=${srcsetOf(item.photo)} width=${w} height=${h} alt=""
      sizes=${large ? "min(100vw, 720px)" : `${CARD_PX}px`}
      loading=${large ? "eager" : "lazy"} decoding="async" onLoad=${show} />
  </div>`;
}
