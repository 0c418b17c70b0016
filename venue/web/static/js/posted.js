// What a cloud knows of a thing; apart from the kit, so that a guest's page need not carry its words.

import { Icon } from "./kit.js";
import { t } from "./i18n.js";
import { html } from "./vendor.js";

const POSTED = {
  waiting: ["badge-warn", "clock"],
  posted: ["badge-ok", "check"],
  refused: ["badge-bad", "circle-alert"],
  waived: ["", "ban"],
};

/** Whether a cloud has it: the `sync` field of a stay, a charge or a payment; null shows nothing. */
export function PostedBadge({ sync }) {
  if (!sync) return null;
  const [tone, icon] = POSTED[sync.badge];
  return html`<span class=${`badge ${tone}`} title=${sync.words || undefined}>
    <${Icon} name=${icon} />${t(`sync.badge.${sync.badge}`)}
  </span>`;
}
