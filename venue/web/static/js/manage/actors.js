/** Words for who did something, where no name is known. */

import { hasText, t } from "../i18n.js";

/** "staff:3" -> "Person 3"; "box" -> "The box". */
export function actorText(label) {
  const [kind, number] = label.split(":");
  const key = `manage.actor.${kind || "box"}`;
  return hasText(key) ? t(key, { number: number ?? "" }).trim() : label;
}
