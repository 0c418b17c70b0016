/** The page when the visit is over, or who asks is no guest. */

import { html, useEffect } from "../vendor.js";
import { t } from "../i18n.js";
import { Icon } from "../kit.js";
import { me } from "./state.js";

/** The whole page when the table was closed, or who asks is no guest. */
export function Over() {
  const name = me.value.kind === "guest" ? "over" : "stranger";
  const title = t(`guest.${name}_title`);
  useEffect(() => {
    document.title = title;
  }, []);
  return html`<${OnlyThis} icon=${name === "over" ? "party-popper" : "qr-code"} title=${title}>
    <p>${t(`guest.${name}_text`, { venue: me.value.venue.name })}</p>
  <//>`;
}

/** One card instead of the menu. */
export function OnlyThis({ icon, title, children }) {
  return html`<main class="gone"><div class="card">
    <${Icon} name=${icon} class="gone-icon" />
    <h1>${title}</h1>
    ${children}
  </div></main>`;
}
