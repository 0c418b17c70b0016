/** Parts of the screen that come when they are needed, and soon after the first view in any case. */

import { html, signal, useEffect } from "../vendor.js";
import { t } from "../i18n.js";
import { Banner, Sheet, Skeleton } from "../kit.js";
import { sheet } from "./state.js";

const AFTER_FIRST_VIEW_MS = 6_000;

/** What came, by name; `null`: on its way, `"lost"`: the box was out of reach. */
const parts = signal({});
let loaders = {};

/** Say how each part is fetched; then fetch all, so that they are there when the Wi-Fi is not. */
export function fetchPartsBy(given) {
  loaders = given;
  setTimeout(() => Object.keys(loaders).forEach(want), AFTER_FIRST_VIEW_MS);
}

async function want(name) {
  if (parts.value[name] !== undefined && parts.value[name] !== "lost") return;
  parts.value = { ...parts.value, [name]: null };
  try {
    const found = await loaders[name]();
    parts.value = { ...parts.value, [name]: found };
  } catch (error) {
    console.warn("part", name, error);
    parts.value = { ...parts.value, [name]: "lost" };
  }
}

function Waiting({ part }) {
  if (parts.value[part] !== "lost") return html`<${Skeleton} rows=${4} />`;
  return html`<${Banner} tone="warn" icon="wifi-off" title=${t("error.network.unreachable")}>
    <button type="button" class="button" onClick=${() => want(part)}>${t("common.retry")}</button>
  <//>`;
}

/** The component `name` of a part, or what is shown until it is there. */
export function Part({ part, name, ...props }) {
  useEffect(() => {
    want(part);
  }, [part]);
  const found = parts.value[part]?.[name];
  return found ? html`<${found} ...${props} />` : html`<${Waiting} part=${part} />`;
}

/** The same for a sheet, which opens at once. */
export function PartSheet({ part, name, ...props }) {
  useEffect(() => {
    want(part);
  }, [part]);
  const found = parts.value[part]?.[name];
  if (found) return html`<${found} ...${props} />`;
  return html`<${Sheet} title=${t("common.loading")} onClose=${() => (sheet.value = null)}>
    <${Waiting} part=${part} /><//>`;
}
